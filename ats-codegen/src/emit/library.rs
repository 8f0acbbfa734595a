//! What holds the modules together: `lib.rs`, or the one file for `include!`.

use std::fmt::Write as _;

use syn::{AttrStyle, Attribute, Item};

use super::attributes::{Argument, pack, skip};
use super::layout::Layout;
use super::prelude::prelude;
use super::{doc_comments, import_order, object, query_macros, syntax_tree};
use crate::model::{Doc, Marker, Model, Object, Span};

/// The text of `lib.rs`, without its header.
pub(super) fn library(model: &Model, name: &str) -> String {
    let mut attrs: Vec<Attribute> = front_page(model, name)
        .iter()
        .map(|line| syntax_tree::doc_line(line, AttrStyle::Inner(<_>::default())))
        .collect();
    let forbid = proc_macro2::TokenTree::from(syntax_tree::ident("unsafe_code"));
    attrs.push(syntax_tree::with_style(
        syntax_tree::attribute(&["forbid"], forbid.into()),
        AttrStyle::Inner(<_>::default()),
    ));
    let mut text = syntax_tree::print_inner(attrs);
    let mut modules: Vec<Item> = sorted(model)
        .into_iter()
        .map(|it| syntax_tree::module(cfg(it), &it.module, None))
        .collect();
    // Before all letters, as rustfmt has it.
    modules.insert(0, private_module(OFF));
    let items = syntax_tree::print(vec![modules, ids(model), uses(model, Layout::Crate)]);
    if !items.is_empty() {
        text.push('\n');
        text.push_str(&items);
    }
    text.push_str(&object_list(model, Layout::Crate));
    text.push_str(&prelude(model, Layout::Crate));
    text.push_str(&query_macros::library(model));
    text
}

/// The text of a file for `include!`: every object as an inline module.
pub(super) fn single_file(model: &Model) -> String {
    let mut groups: Vec<Vec<Item>> = Vec::new();
    for it in sorted(model) {
        let items = object::items(it, Layout::SingleFile)
            .into_iter()
            .flatten()
            .collect();
        let attrs = doc_comments::attributes(&Doc::line(vec![
            Span::Text(it.label.clone()),
            Span::Plain(" (".into()),
            Span::Code(it.api.clone()),
            Span::Plain(").".into()),
        ]));
        groups.push(vec![syntax_tree::module(attrs, &it.module, Some(items))]);
    }
    groups.push(ids(model));
    groups.push(uses(model, Layout::SingleFile));
    let mut text = syntax_tree::print(groups);
    text.push_str(&object_list(model, Layout::SingleFile));
    text.push_str(&prelude(model, Layout::SingleFile));
    text
}

/// Prints `pub const OBJECTS`: every object, for comparison with an org.
fn object_list(model: &Model, layout: Layout) -> String {
    if model.objects.is_empty() {
        return String::new();
    }
    let mut text = String::from(
        "
/// All objects, to compare with an org: `client.verify(OBJECTS)`.
#[rustfmt::skip]
pub const OBJECTS: &[ats_core::record::ExpectedObject] = &[
",
    );
    for it in sorted(model) {
        if layout == Layout::Crate {
            // Writing to a `String` does not fail.
            let _ = writeln!(text, "    #[cfg(feature = \"{}\")]", it.feature);
        }
        let path = format!("{}::{}", it.module, it.type_name);
        let _ = writeln!(
            text,
            "    ats_core::record::ExpectedObject::of::<{path}>(),"
        );
    }
    text.push_str("];\n");
    text
}

/// By module, in the order rustfmt gives to `mod` items: byte by byte, unlike imports.
fn sorted(model: &Model) -> Vec<&Object> {
    let mut objects: Vec<&Object> = model.objects.iter().collect();
    objects.sort_by(|a, b| a.module.cmp(&b.module));
    objects
}

/// The module of objects whose feature is off.
const OFF: &str = "__off";

/// `mod name;`
fn private_module(name: &str) -> Item {
    match syntax_tree::module(Vec::new(), name, None) {
        Item::Mod(mut module) => {
            module.vis = syn::Visibility::Inherited;
            Item::Mod(module)
        }
        other => other,
    }
}

fn cfg(object: &Object) -> Vec<Attribute> {
    vec![syntax_tree::cfg_feature(&object.feature)]
}

fn uses(model: &Model, layout: Layout) -> Vec<Item> {
    // In one file the names before `::*` are this module's own, whatever crates there are.
    let prefix: &[&str] = match layout {
        Layout::Crate => &[],
        Layout::SingleFile => &["self"],
    };
    let mut modules: Vec<(&str, Vec<Attribute>)> = model
        .objects
        .iter()
        .map(|it| {
            let attrs = layout.cfg(Some(&it.feature)).into_iter().collect();
            (it.module.as_str(), attrs)
        })
        .collect();
    if !model.markers.is_empty() {
        modules.push(("ids", Vec::new()));
    }
    modules.sort_by(|a, b| import_order::version_sort(a.0, b.0));
    modules
        .into_iter()
        .map(|(module, attrs)| {
            let segments: Vec<&str> = prefix.iter().copied().chain([module, "*"]).collect();
            syntax_tree::use_item(attrs, syntax_tree::public(), &segments)
        })
        .collect()
}

/// `pub mod ids { … }`: names of objects that have no type here.
fn ids(model: &Model) -> Vec<Item> {
    if model.markers.is_empty() {
        return Vec::new();
    }
    let import = syntax_tree::use_item(
        Vec::new(),
        syn::Visibility::Inherited,
        &["ats_core", "prelude", "SObject"],
    );
    let items = [import]
        .into_iter()
        .chain(model.markers.iter().map(marker))
        .collect();
    let doc = " Names of objects that are referred to and have no type here, so that their ids do.";
    let attrs = vec![syntax_tree::doc_line(doc, AttrStyle::Outer)];
    vec![syntax_tree::module(attrs, "ids", Some(items))]
}

fn marker(marker: &Marker) -> Item {
    let mut attrs = doc_comments::attributes(&Doc::line(vec![
        Span::Code(marker.api.clone()),
        Span::Plain(", by name only.".into()),
    ]));
    attrs.push(syntax_tree::derive(&["SObject"]));
    let name = vec![Argument::text("name", &marker.api)];
    if pack("sobject", name, &mut attrs) {
        attrs.push(skip());
    }
    syntax_tree::enumeration(attrs, &marker.type_name, [])
}

/// The documentation of the crate.
fn front_page(model: &Model, name: &str) -> Vec<String> {
    let fields: usize = model.objects.iter().map(|it| it.fields.len()).sum();
    let mut lines = doc_comments::lines(&Doc {
        paragraphs: vec![
            vec![
                Span::Code(name.to_owned()),
                Span::Plain(": a Salesforce org's objects as Rust types.".into()),
            ],
            vec![Span::Plain(
                format!(
                    "Generated by `ats-codegen` from the describes of {} objects with {fields} \
                     fields. Each object is a module and a Cargo feature; its types are also \
                     here at the root. `use {}::prelude::*;` imports all that a program needs.",
                    model.objects.len(),
                    name.replace('-', "_"),
                )
                .into(),
            )],
        ],
    });
    if model.objects.is_empty() {
        return lines;
    }
    lines.push(String::new());
    lines.push(" | type | object | feature |".to_owned());
    lines.push(" |---|---|---|".to_owned());
    for it in sorted(model) {
        let label = doc_comments::lines(&Doc::line(vec![
            Span::Text(it.label.clone()),
            Span::Plain(" ".into()),
            Span::Code(it.api.replace('|', "\u{2758}")),
        ]))
        .concat();
        lines.push(format!(
            " | `{}` |{label} | `{}` |",
            it.type_name, it.feature
        ));
    }
    lines
}
