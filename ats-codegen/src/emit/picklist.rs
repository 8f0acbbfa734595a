//! Enums of picklist values.

use syn::{AttrStyle, Item};

use super::attributes::{Argument, pack, skip};
use super::{doc_comments, syntax_tree};
use crate::model::{Doc, Picklist, Span, Variant};

pub(super) fn item(picklist: &Picklist) -> Item {
    let mut attrs = doc_comments::attributes(&picklist.doc);
    attrs.push(syntax_tree::derive(&["Picklist"]));
    if let Some(controller) = &picklist.controlled_by {
        let controller = Argument::type_path("controlled_by", &[controller]);
        if pack("picklist", vec![controller], &mut attrs) {
            attrs.push(skip());
        }
    }
    let variants = (picklist.variants.iter().map(variant)).chain([rest(picklist)]);
    syntax_tree::enumeration(attrs, &picklist.type_name, variants)
}

fn variant(variant: &Variant) -> syn::Variant {
    let mut attrs = doc_comments::attributes(&doc(variant));
    let mut arguments = vec![Argument::string(&variant.value)];
    if let Some(label) = &variant.label {
        arguments.push(Argument::text("label", label));
    }
    if !variant.active {
        arguments.push(Argument::flag("inactive"));
    }
    if let Some(bitmap) = &variant.valid_for {
        arguments.push(Argument::text("valid_for", bitmap));
    }
    if pack("picklist", arguments, &mut attrs) {
        attrs.push(skip());
    }
    syntax_tree::variant(attrs, &variant.ident, syn::Fields::Unit)
}

fn doc(variant: &Variant) -> Doc {
    let mut spans = vec![Span::Code(variant.value.clone())];
    if let Some(label) = &variant.label {
        spans.push(Span::Plain(", labelled “".into()));
        spans.push(Span::Text(label.clone()));
        spans.push(Span::Plain("”".into()));
    }
    if variant.default {
        spans.push(Span::Plain(": the default".into()));
    }
    if !variant.active {
        let words = if variant.default { ";" } else { ":" };
        spans.push(Span::Plain(words.into()));
        spans.push(Span::Plain(
            " no longer active; may be read, not written".into(),
        ));
    }
    if variant.default || !variant.active {
        spans.push(Span::Plain(".".into()));
    }
    Doc::line(spans)
}

/// The variant for values the schema does not list.
fn rest(picklist: &Picklist) -> syn::Variant {
    let (doc, ty) = if picklist.restricted {
        (
            " A value the schema does not list: may be read, not written.",
            "Unlisted",
        )
    } else {
        (" A value the schema does not list.", "String")
    };
    let mut attrs = vec![syntax_tree::doc_line(doc, AttrStyle::Outer)];
    pack("picklist", vec![Argument::flag("unlisted")], &mut attrs);
    let fields = syntax_tree::unnamed_field(syntax_tree::type_path(&[ty]));
    syntax_tree::variant(attrs, &picklist.rest, fields)
}
