//! Enums of what a polymorphic lookup refers to.

use syn::{AttrStyle, Item};

use super::attrs::{Argument, LONGEST_LINE, pack, pack_list, skip};
use super::{Layout, ast, docs, object};
use crate::model::{Doc, Polymorphic, Span, Target};

pub(super) fn item(polymorphic: &Polymorphic, layout: Layout) -> Item {
    let mut attrs = docs::attributes(&polymorphic.doc);
    attrs.push(ast::derive(&["Polymorphic"]));
    let markers = polymorphic
        .markers
        .iter()
        .map(|name| Argument::path(&["ids", name]))
        .collect();
    pack_list("polymorphic", "refers_to", markers, &mut attrs);
    let variants =
        (polymorphic.variants.iter().map(|it| variant(it, layout))).chain([rest(polymorphic)]);
    ast::enumeration(attrs, &polymorphic.type_name, variants)
}

fn variant(target: &Target, layout: Layout) -> syn::Variant {
    let doc = Doc::line(vec![
        Span::Plain("One of ".into()),
        Span::Text(target.label.clone()),
        Span::Plain(" (".into()),
        Span::Code(target.api.clone()),
        Span::Plain(").".into()),
    ]);
    let mut attrs = docs::attributes(&doc);
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
    ast::variant(
        attrs,
        &target.ident,
        ast::unnamed_field(ast::parse_type(&ty)),
    )
}

fn rest(polymorphic: &Polymorphic) -> syn::Variant {
    let mut attrs = vec![ast::doc_line(" Any other object.", AttrStyle::Outer)];
    pack("polymorphic", vec![Argument::flag("other")], &mut attrs);
    let ty = ast::parse_type("Box<UntypedRecord>");
    ast::variant(attrs, &polymorphic.rest, ast::unnamed_field(ty))
}
