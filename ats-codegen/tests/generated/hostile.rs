//! Metadata is written by strangers. Whatever it says, the items of the output are those
//! that were meant, with the texts that were given, in files of the output folder.

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::path::PathBuf;

use ats_codegen::model::{Model, Object};
use ats_schema::schema::index::Index;
use proc_macro2::{TokenStream, TokenTree};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};
use syn::{Attribute, Expr, Fields, Item, Lit, LitStr};

use super::{Playground, object};

const NASTY: &[&str] = &[
    "",
    " ",
    "\n",
    "\r\n",
    "\0",
    "*/",
    "/*",
    "//",
    "/// ",
    "//!",
    "\"",
    "\\",
    "\"#",
    "\"##;",
    "'",
    "{}",
    "{{",
    "}",
    "#[derive(Clone)]",
    "#![allow(warnings)]",
    "pub fn f() {}",
    "]",
    ")]",
    "```",
    "```rust\nfn main() {}\n```",
    "`",
    "<script>",
    "<!-- ",
    " -->",
    "&lt;",
    "[a](b)",
    "[`x`]",
    "[a]: b",
    "http://a.b/c",
    "https://x.y",
    "# h",
    "- a",
    "1. a",
    "> q",
    "| a | b |",
    "|---|",
    "***",
    "___",
    "\t",
    "\u{202e}",
    "\u{2066}",
    "\u{200b}",
    "\u{feff}",
    "\u{2028}",
    "\u{85}",
    "\u{7f}",
    "\u{1b}[31m",
    "../../x",
    "/etc/passwd",
    "C:\\x",
    "con",
    "nul.txt",
    "a::b",
    "self",
    "crate",
    "Self",
    "type",
    "Option",
    "String",
    "Vec",
    "ids",
    "lib",
    "main",
    "mod",
    "extra",
    "Unknown",
    "Other",
    "日本",
    "Côte d'Ivoire",
    "🙂",
    "e\u{301}",
    "$x",
    "%s",
    "a;b",
    "é",
    "__c",
    "bpats__A__c",
    "A__c",
    "Id",
    "\u{e000}",
    "\u{10ffff}",
    "'''",
    "\"\"\"",
    "[features]\nx = 1",
    "\\u{202e}",
    "\\n",
    "end\\",
];

fn nasty() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => select(NASTY).prop_map(str::to_owned),
        2 => proptest::collection::vec(select(NASTY), 1..4).prop_map(|it| it.concat()),
        1 => any::<String>(),
        1 => "[ -~]{0,120}",
        1 => "\\PC{0,300}",
    ]
}

fn types() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => select(vec![
            "id", "string", "textarea", "picklist", "multipicklist", "reference", "boolean", "double", "address",
            "base64", "anyType", "int", "datetime",
        ])
        .prop_map(str::to_owned),
        1 => nasty(),
    ]
}

prop_compose! {
    fn any_value()(value in nasty(), label in proptest::option::of(nasty()), active: bool, default: bool) -> Value {
        json!({"value": value, "label": label, "active": active, "defaultValue": default, "validFor": "gAAA"})
    }
}

prop_compose! {
    fn any_field()(
        (name, label, ty) in (nasty(), nasty(), types()),
        (help, default, formula, controller) in (nasty(), nasty(), nasty(), nasty()),
        values in proptest::collection::vec(any_value(), 0..5),
        targets in proptest::collection::vec(nasty(), 0..4),
        relationship in proptest::option::of(nasty()),
        compound in nasty(),
        (restricted, dependent, writable, length) in (any::<bool>(), any::<bool>(), any::<bool>(), 0..300u32),
    ) -> Value {
        json!({
            "name": name, "label": label, "type": ty, "inlineHelpText": help, "defaultValue": default,
            "calculatedFormula": formula, "controllerName": controller, "picklistValues": values,
            "referenceTo": targets, "relationshipName": relationship, "compoundFieldName": compound,
            "restrictedPicklist": restricted, "dependentPicklist": dependent, "createable": writable,
            "updateable": writable, "filterable": true, "length": length,
        })
    }
}

prop_compose! {
    fn any_object()(
        (name, label, prefix) in (nasty(), nasty(), nasty()),
        fields in proptest::collection::vec(any_field(), 0..6),
        children in proptest::collection::vec((nasty(), nasty(), nasty()), 0..4),
        record_types in proptest::collection::vec((nasty(), nasty()), 0..3),
    ) -> Value {
        let mut describe = object(&name, json!(fields));
        describe["label"] = json!(label);
        describe["keyPrefix"] = json!(prefix);
        describe["childRelationships"] = children
            .iter()
            .map(|(object, field, name)| json!({"childSObject": object, "field": field, "relationshipName": name}))
            .collect();
        describe["recordTypeInfos"] = record_types
            .iter()
            .map(|(name, developer)| {
                json!({"name": name, "developerName": developer, "recordTypeId": "012EM000000fake", "active": true})
            })
            .collect();
        describe
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn nothing_escapes(objects in proptest::collection::vec(any_object(), 1..4)) {
        let playground = Playground::new();
        let mut seen = BTreeSet::new();
        for (at, describe) in objects.iter().enumerate() {
            // A target of one object may be another.
            if seen.insert(describe["name"].as_str().unwrap().to_owned()) {
                playground.describe(&format!("{at}.json"), describe);
            }
        }
        check(&playground);
    }
}

/// The objects of the fixtures that were made to break out.
#[test]
fn the_hostile_fixtures() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/hostile");
    for name in ["labels", "field-names", "object-names", "duplicate-fields"] {
        let playground = Playground::new();
        for entry in fs::read_dir(root.join(name)).unwrap() {
            let path = entry.unwrap().path();
            let copy = playground.path("schemas").join(path.file_name().unwrap());
            fs::copy(path, copy).unwrap();
        }
        check(&playground);
    }
}

/// Generates, and compares what is there with what was meant.
fn check(playground: &Playground) {
    let generator = playground.generator();
    let Ok((model, _)) = generator.model() else {
        // Only when no object has a name.
        return;
    };
    generator.generate().unwrap();
    let mut expected: BTreeSet<PathBuf> = [
        "Cargo.toml",
        "README.md",
        ".ats-codegen.lock",
        "src/lib.rs",
        "src/__off.rs",
    ]
    .map(PathBuf::from)
    .into();
    for object in &model.objects {
        let harmless = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'_';
        assert!(object.module.bytes().all(harmless), "{:?}", object.module);
        expected.insert(format!("src/{}.rs", object.module).into());
    }
    let files = playground.files("");
    let root = playground.path("");
    let found: BTreeSet<PathBuf> = files
        .iter()
        .map(|it| it.0.strip_prefix(&root).unwrap().to_owned())
        .filter(|it| !it.starts_with("schemas") && it != std::path::Path::new("empty.toml"))
        .map(|it| it.strip_prefix("out").unwrap().to_owned())
        .collect();
    assert_eq!(found, expected);

    for path in &expected {
        let text = fs::read_to_string(playground.path("out").join(path)).unwrap();
        let invisible = |ch: char| {
            (ch.is_control() && ch != '\n')
                || matches!(ch, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}'..='\u{200f}' | '\u{feff}')
        };
        // JSON may hold what it likes in strings; it is read by no compiler.
        if path != std::path::Path::new(".ats-codegen.lock") {
            assert!(
                !text.contains(invisible),
                "{}: {:?}",
                path.display(),
                text.chars().find(|it| invisible(*it))
            );
        }
    }
    check_library(&model, &playground.read("out/src/lib.rs"));
    check_off(&model, &playground.read("out/src/__off.rs"));
    check_manifest(&model, &playground.read("out/Cargo.toml"));
    for object in &model.objects {
        check_object(
            object,
            &playground.read(&format!("out/src/{}.rs", object.module)),
        );
    }
    // All in one file, too.
    generator
        .out_file(playground.path("one.rs"))
        .generate()
        .unwrap();
    let file = syn::parse_file(&playground.read("one.rs")).unwrap();
    let modules = file.items.iter().filter(|it| matches!(it, Item::Mod(_)));
    assert_eq!(
        modules.count(),
        // The objects and the prelude.
        model.objects.len() + 1 + usize::from(!model.markers.is_empty())
    );
}

fn check_manifest(model: &Model, text: &str) {
    let table: toml::Table = toml::from_str(text).unwrap();
    let keys: BTreeSet<&str> = table.keys().map(String::as_str).collect();
    assert_eq!(keys, ["package", "features", "dependencies"].into());
    let mut features: BTreeSet<&str> = model.objects.iter().map(|it| it.feature.as_str()).collect();
    features.extend(["default", "full"]);
    let found: BTreeSet<&str> = table["features"]
        .as_table()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(found, features);
}

/// Checks that the list of objects names the type of each, behind its feature, and nothing else.
fn check_object_list(model: &Model, list: &syn::Expr) {
    let expected: Vec<String> = (model.objects.iter())
        .map(|it| {
            format!(
                "#[cfg(feature = \"{}\")] ats_core::record::ExpectedObject::of::<{}::{}>()",
                it.feature, it.module, it.type_name
            )
        })
        .collect();
    let expected = format!("&[{}]", expected.join(","));
    let expected: syn::Expr = syn::parse_str(&expected).unwrap();
    let elements = |list: &syn::Expr| {
        let syn::Expr::Reference(list) = list else {
            panic!("{list:?}");
        };
        let syn::Expr::Array(list) = &*list.expr else {
            panic!("{list:?}");
        };
        list.elems.iter().cloned().collect::<HashSet<_>>()
    };
    assert_eq!(elements(list), elements(&expected));
}

fn check_library(model: &Model, text: &str) {
    let file = syn::parse_file(text).unwrap();
    let (mut modules, mut macros) = (BTreeSet::new(), Vec::new());
    for item in &file.items {
        match item {
            Item::Mod(it) if it.ident == "ids" => {
                let (_, items) = it.content.as_ref().unwrap();
                let markers: Vec<(String, String)> = items
                    .iter()
                    .filter_map(|item| match item {
                        Item::Enum(it) => {
                            assert!(it.variants.is_empty());
                            Some((
                                it.ident.to_string(),
                                named(&it.attrs, "sobject", "name").unwrap(),
                            ))
                        }
                        Item::Use(_) => None,
                        other => panic!("{other:?}"),
                    })
                    .collect();
                let expected: Vec<(String, String)> = model
                    .markers
                    .iter()
                    .map(|it| (it.type_name.clone(), it.api.clone()))
                    .collect();
                assert_eq!(markers, expected);
            }
            Item::Mod(it) if it.ident == "prelude" => {
                let (_, items) = it.content.as_ref().unwrap();
                assert!(items.iter().all(|it| matches!(it, Item::Use(_))));
                let imports = model.objects.len() + usize::from(!model.markers.is_empty()) + 3;
                assert_eq!(items.len(), imports);
            }
            Item::Mod(it) => {
                assert!(it.content.is_none());
                modules.insert(it.ident.to_string());
            }
            Item::Use(_) => {}
            Item::Const(it) if it.ident == "OBJECTS" => check_object_list(model, &it.expr),
            Item::Macro(it) => {
                let name = it.ident.as_ref().map(ToString::to_string);
                macros.extend(name);
                for text in literals(it.mac.tokens.clone()) {
                    Index::parse(&text).unwrap();
                }
            }
            other => panic!("{other:?}"),
        }
    }
    let mut expected: BTreeSet<String> = model.objects.iter().map(|it| it.module.clone()).collect();
    expected.insert("__off".to_owned());
    assert_eq!(modules, expected);
    assert_eq!(macros, ["soql", "__ats_index"]);
}

/// The macros of objects whose feature is off.
fn check_off(model: &Model, text: &str) {
    let file = syn::parse_file(text).unwrap();
    let mut expected = Vec::new();
    for object in &model.objects {
        let note = format!("ats-off {}", object.feature);
        expected.push((
            format!("__ats_{}", object.module),
            vec![object.api.clone(), note],
        ));
    }
    let found: Vec<(String, Vec<String>)> = (file.items.iter())
        .map(|item| match item {
            Item::Macro(it) => (
                it.ident.as_ref().unwrap().to_string(),
                literals(it.mac.tokens.clone()),
            ),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(found, expected);
}

/// The macro that holds an object's schema, and the name it goes by.
fn check_schema(object: &Object, item: Option<&Item>, name: Option<&Item>) {
    let Some(Item::Macro(it)) = item else {
        panic!("no schema of {}", object.api);
    };
    let holder = format!("__ats_{}", object.module);
    assert_eq!(it.ident.as_ref().unwrap(), holder.as_str());
    let texts = literals(it.mac.tokens.clone());
    let [api, schema] = &texts[..] else {
        panic!("{texts:?}");
    };
    assert_eq!(*api, object.api);
    let schema = ats_schema::schema::Object::parse(schema).unwrap();
    assert_eq!(schema, object.schema);
    assert!(matches!(name, Some(Item::Use(_))));
}

/// Every string literal among tokens.
fn literals(tokens: TokenStream) -> Vec<String> {
    let mut texts = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Group(group) => texts.extend(literals(group.stream())),
            TokenTree::Literal(literal) => {
                let literal: LitStr = syn::parse_str(&literal.to_string()).unwrap();
                texts.push(literal.value());
            }
            TokenTree::Ident(_) | TokenTree::Punct(_) => {}
        }
    }
    texts
}

fn check_object(object: &Object, text: &str) {
    let file = syn::parse_file(text).unwrap();
    let mut items = file
        .items
        .iter()
        .skip_while(|it| matches!(it, Item::Use(_)));

    let Some(Item::Struct(structure)) = items.next() else {
        panic!("no struct in {text}");
    };
    assert_eq!(structure.ident, object.type_name);
    assert_eq!(
        named(&structure.attrs, "sobject", "name").as_ref(),
        Some(&object.api)
    );
    assert_eq!(
        named(&structure.attrs, "sobject", "label")
            .as_ref()
            .unwrap_or(&object.api),
        &object.label
    );
    assert_eq!(
        named(&structure.attrs, "sobject", "prefix"),
        object.key_prefix
    );
    let mut expected: Vec<(String, Option<String>)> = Vec::new();
    expected.extend(
        object
            .fields
            .iter()
            .map(|it| (it.ident.clone(), Some(it.api.clone()))),
    );
    expected.extend(
        object
            .parents
            .iter()
            .map(|it| (it.ident.clone(), Some(it.api.clone()))),
    );
    expected.extend(
        object
            .children
            .iter()
            .map(|it| (it.ident.clone(), Some(it.api.clone()))),
    );
    expected.push((object.extra.clone(), None));
    let found: Vec<(String, Option<String>)> = structure
        .fields
        .iter()
        .map(|it| {
            (
                it.ident.as_ref().unwrap().to_string(),
                named(&it.attrs, "sobject", "name"),
            )
        })
        .collect();
    assert_eq!(found, expected);
    for (field, meant) in structure.fields.iter().zip(&object.fields) {
        let label = named(&field.attrs, "sobject", "label");
        assert_eq!(label.as_ref().unwrap_or(&meant.api), &meant.label);
        assert_eq!(
            named(&field.attrs, "sobject", "controlled_by"),
            meant.controlled_by
        );
    }

    if !object.record_types.is_empty() {
        let Some(Item::Impl(block)) = items.next() else {
            panic!("no record types in {text}");
        };
        let found: Vec<String> = block
            .items
            .iter()
            .map(|it| match it {
                syn::ImplItem::Const(it) => it.ident.to_string(),
                other => panic!("{other:?}"),
            })
            .collect();
        let expected: Vec<String> = object
            .record_types
            .iter()
            .map(|it| it.ident.clone())
            .collect();
        assert_eq!(found, expected);
    }
    for meant in &object.picklists {
        let Some(Item::Enum(found)) = items.next() else {
            panic!("no {} in {text}", meant.type_name);
        };
        assert_eq!(found.ident, meant.type_name);
        assert_eq!(found.variants.len(), meant.variants.len() + 1);
        for (found, meant) in found.variants.iter().zip(&meant.variants) {
            assert_eq!(found.ident, meant.ident);
            assert!(matches!(found.fields, Fields::Unit));
            assert_eq!(bare(&found.attrs, "picklist").as_ref(), Some(&meant.value));
            assert_eq!(named(&found.attrs, "picklist", "label"), meant.label);
        }
    }
    for meant in &object.polymorphic {
        let Some(Item::Enum(found)) = items.next() else {
            panic!("no {} in {text}", meant.type_name);
        };
        assert_eq!(found.ident, meant.type_name);
        let values: Vec<Option<String>> = found
            .variants
            .iter()
            .map(|it| bare(&it.attrs, "polymorphic"))
            .collect();
        let mut expected: Vec<Option<String>> = meant
            .variants
            .iter()
            .map(|it| Some(it.api.clone()))
            .collect();
        expected.push(None);
        assert_eq!(values, expected);
    }
    check_schema(object, items.next(), items.next());
    assert!(items.next().is_none(), "more than was meant in {text}");
}

/// The text of `key = "…"` in an item's attributes.
fn named(attrs: &[Attribute], path: &str, key: &str) -> Option<String> {
    arguments(attrs, path).into_iter().find_map(|it| match it {
        Expr::Assign(it) => match (&*it.left, &*it.right) {
            (Expr::Path(left), Expr::Lit(right)) if left.path.is_ident(key) => text(&right.lit),
            _ => None,
        },
        _ => None,
    })
}

/// The text that stands alone in an item's attributes.
fn bare(attrs: &[Attribute], path: &str) -> Option<String> {
    arguments(attrs, path).into_iter().find_map(|it| match it {
        Expr::Lit(it) => text(&it.lit),
        _ => None,
    })
}

fn text(lit: &Lit) -> Option<String> {
    match lit {
        Lit::Str(it) => Some(LitStr::value(it)),
        _ => None,
    }
}

fn arguments(attrs: &[Attribute], path: &str) -> Vec<Expr> {
    let parse = syn::punctuated::Punctuated::<Expr, syn::Token![,]>::parse_terminated;
    attrs
        .iter()
        .filter(|it| it.path().is_ident(path))
        .flat_map(|it| it.parse_args_with(parse).unwrap())
        .collect()
}
