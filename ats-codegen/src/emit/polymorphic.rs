//! Enums of what a polymorphic lookup refers to.

use syn::{AttrStyle, Item};

use super::attributes::{Argument, LONGEST_LINE, list, pack, skip};
use super::layout::Layout;
use super::{doc_comments, object, syntax_tree};
use crate::model::{Doc, Polymorphic, Span, Target};

pub(super) fn item(polymorphic: &Polymorphic, layout: Layout) -> Item {
    let mut attrs = doc_comments::attributes(&polymorphic.doc);
    attrs.push(syntax_tree::derive(&["Polymorphic"]));
    let markers = polymorphic
        .markers
        .iter()
        .map(|name| Argument::path(&["ids", name]))
        .collect();
    if list("polymorphic", "refers_to", markers, &mut attrs) {
        attrs.push(skip());
    }
    let variants =
        (polymorphic.variants.iter().map(|it| variant(it, layout))).chain([rest(polymorphic)]);
    syntax_tree::enumeration(attrs, &polymorphic.type_name, variants)
}

fn variant(target: &Target, layout: Layout) -> syn::Variant {
    let doc = Doc::line(vec![
        Span::Plain("One of ".into()),
        Span::Text(target.label.clone()),
        Span::Plain(" (".into()),
        Span::Code(target.api.clone()),
        Span::Plain(").".into()),
    ]);
    let mut attrs = doc_comments::attributes(&doc);
    attrs.extend(layout.cfg(target.feature.as_deref()));
    let mut wide = pack(
        "polymorphic",
        vec![Argument::string(&target.api)],
        &mut attrs,
    );
    let ty = object::optional_type(&target.target, layout);
    wide |= "    (),".len() + target.ident.len() + ty.len() > LONGEST_LINE;
    if wide {
        attrs.push(skip());
    }
    syntax_tree::variant(
        attrs,
        &target.ident,
        syntax_tree::unnamed_field(syntax_tree::parse_type(&ty)),
    )
}

fn rest(polymorphic: &Polymorphic) -> syn::Variant {
    let mut attrs = vec![syntax_tree::doc_line(
        " Any other object.",
        AttrStyle::Outer,
    )];
    pack("polymorphic", vec![Argument::flag("other")], &mut attrs);
    let ty = syntax_tree::parse_type("Box<UntypedRecord>");
    syntax_tree::variant(attrs, &polymorphic.rest, syntax_tree::unnamed_field(ty))
}
