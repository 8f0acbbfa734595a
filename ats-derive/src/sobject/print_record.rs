//! The record as read: its table, its columns.

use proc_macro2::{Literal, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::model::{Field, FieldRole, Flags, Object};
use super::token_list::TokenList;
use crate::standard_traits::{eq_and_debug, named};
use crate::text;

/// The slot of what has no field: `ats_core` knows it by the same number.
const EXTRA: usize = 65_535;

/// The table and `impl SObject`.
pub(super) fn sobject(object: &Object) -> syn::Result<TokenStream> {
    let fields = &object.fields;
    let flags = text::list(fields.iter().map(Field::bits));
    let slots = text::list(sorted(fields));
    let prefix = match &object.prefix {
        Some(prefix) => format!("__rt::Some({})", text::string(prefix)),
        None => "__rt::None".to_owned(),
    };
    let dependents: Vec<_> = fields
        .iter()
        .enumerate()
        .filter_map(|(slot, field)| dependent(fields, slot, field))
        .collect();
    let (dependents, list) = if dependents.is_empty() {
        (None, "")
    } else {
        let list = quote! {
            const DEPENDENTS: &[__rt::DependentCheck] = &[#(#dependents),*];
        };
        (Some(list), ".with(DEPENDENTS)")
    };
    let table = text::tokens(&format!(
        "
#[automatically_derived]
#[diagnostic::do_not_recommend]
impl __rt::SObject for {this} {{
    const FIELDS: __rt::Table = __rt::Table::new(
        ({name}, {label}, {prefix}, {operations}),
        {names},
        {labels},
        {flags},
        {sorted},
    ){dependents};
}}
",
        this = object.ident,
        name = text::string(&object.name),
        label = text::string(&object.label),
        operations = object.can.bits(),
        names = text::list(fields.iter().map(|field| text::string(&field.name))),
        labels = text::list(fields.iter().map(|field| text::string(&field.label))),
        sorted = slots,
        dependents = list,
    ))?;
    Ok(quote!(#dependents #table))
}

/// The slots by length of name, then by name: the order in which the runtime searches.
fn sorted(fields: &[Field]) -> Vec<u32> {
    let mut slots: Vec<_> = (0..).zip(fields).collect();
    slots.sort_by_key(|(_, field)| (field.name.len(), &field.name));
    slots.into_iter().map(|(slot, _)| slot).collect()
}

/// `impl SObject` for an object that is only named.
///
/// By full paths: an org names hundreds of objects that it has no type of, and a block to import
/// into would cost the compiler as much again as the impl.
pub(super) fn marker(object: &Object) -> syn::Result<TokenStream> {
    let rt = object.rt().to_string();
    let name = text::string(&object.name);
    let table = match &object.prefix {
        None if object.label == object.name => format!("named({name})"),
        None => format!(
            "marker({name}, {}, ::core::option::Option::None)",
            text::string(&object.label)
        ),
        Some(prefix) => format!(
            "marker({name}, {}, ::core::option::Option::Some({}))",
            text::string(&object.label),
            text::string(prefix)
        ),
    };
    text::tokens(&format!(
        "
#[diagnostic::do_not_recommend]
impl {rt}::SObject for {this} {{
    const FIELDS: {rt}::Table = {rt}::Table::{table};
}}
",
        this = object.ident,
    ))
}

/// The table's entry for a dependent picklist.
fn dependent(fields: &[Field], slot: usize, field: &Field) -> Option<TokenStream> {
    let (controller, span) = field.controller?;
    let controlling = &fields[controller].ty;
    let controller = Literal::usize_unsuffixed(controller);
    let slot = Literal::usize_unsuffixed(slot);
    let ty = &field.ty;
    // Several values at once are not checked: the org's rule for them is not documented.
    let is_multi = ty.is_named("MultiPicklist");
    let span = Span::call_site().located_at(span);
    (!is_multi)
        .then(|| quote_spanned!(span=> (#controller, #slot, __rt::is_pair::<#ty, #controlling>)))
}

/// `impl Fields`, `impl Record`, standard and serde traits.
pub(super) fn record(object: &Object) -> syn::Result<TokenStream> {
    let ident = &object.ident;
    // Here the compiler says of which field the type is no value: the tokens stand where the type
    // does.
    let arms = |reference: &str| {
        let mut arms = TokenList::new();
        for (slot, field) in object.fields.iter().enumerate() {
            arms.at(field.ty.span).number(slot).text(reference);
            arms.ident(&field.ident).text(",");
        }
        if let Some(extra) = &object.extra {
            arms.at(Span::call_site()).number(EXTRA).text(reference);
            arms.ident(extra).text(",");
        }
        arms.stream()
    };
    let (field, slot) = if object.fields.is_empty() && object.extra.is_none() {
        let ignored = quote!(let _ = slot;);
        (
            quote!(#ignored __rt::Lent::Absent),
            quote!(#ignored __rt::None),
        )
    } else {
        let (lent, slots) = (arms("=> & self ."), arms("=> & mut self ."));
        let field = quote! {
            let field: &dyn __rt::Lend = match slot {
                #lent
                _ => return __rt::Lent::Absent,
            };
            field.lend()
        };
        let slot = quote! {
            __rt::Some(match slot {
                #slots
                _ => return __rt::None,
            })
        };
        (field, slot)
    };
    let mut fields = String::new();
    for field in &object.fields {
        fields += &format!("{}: __rt::None,", field.ident);
    }
    if let Some(extra) = &object.extra {
        fields += &format!("{extra}: __rt::Extra::new(),");
    }
    // `default` is not inlined: each program would have it again.
    let others = text::tokens(&format!(
        "
#[automatically_derived]
impl __rt::Default for {this} {{
    #[inline(never)]
    fn default() -> Self {{
        Self {{ {fields} }}
    }}
}}
#[automatically_derived]
impl __rt::Clone for {this} {{
    fn clone(&self) -> Self {{
        __rt::clone_derived(self)
    }}
}}
#[automatically_derived]
#[diagnostic::do_not_recommend]
impl __rt::RelatedRecord for {this} {{
    fn boxed() -> __rt::Boxed {{
        __rt::Boxed::new::<Self>()
    }}
}}
#[automatically_derived]
#[diagnostic::do_not_recommend]
impl __rt::Serialize for {this} {{
    #[inline]
    fn serialize<S: __rt::Serializer>(
        &self,
        serializer: S,
    ) -> __rt::Result<S::Ok, S::Error> {{
        __rt::serialize_derived(self, serializer)
    }}
}}
#[automatically_derived]
impl<'de> __rt::Deserialize<'de> for {this} {{
    fn deserialize<D: __rt::Deserializer<'de>>(
        deserializer: D,
    ) -> __rt::Result<Self, D::Error> {{
        __rt::deserialize_record(deserializer)
    }}
}}
",
        this = ident,
    ))?;
    let comparing = text::tokens(&eq_and_debug(ident, "derived", &named(ident)))?;
    Ok(quote! {
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl __rt::ObjectFields for #ident {
            type Object = Self;
            #[inline(never)]
            fn lend(&self, slot: usize) -> __rt::Lent<'_> {
                #field
            }
        }
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl __rt::Record for #ident {
            // What has few fields would else be inlined into programs, and all that reads those
            // fields compiled there again.
            #[inline(never)]
            fn slot(&mut self, slot: usize) -> __rt::Option<&mut dyn __rt::Slot> {
                #slot
            }
        }
        #others
        #comparing
    })
}

/// The constants for columns and relationships.
pub(super) fn columns(object: &Object) -> TokenStream {
    let vis: Vec<_> = object.vis.clone().into_iter().collect();
    let mut out = TokenList::new();
    for (slot, field) in object.fields.iter().enumerate() {
        let (kind, at) = match field.role {
            FieldRole::Column => ("__rt :: Column", "__rt :: column_at"),
            FieldRole::Parent => ("__rt :: Parent", "__rt :: parent_at"),
            FieldRole::Children => ("__rt :: ChildRelationship", "__rt :: children_at"),
        };
        out.at(field.span).trees(&field.summary).trees(&vis);
        out.text("const").ident(&field.constant).text(":");
        out.text(kind).text("< Self ,");
        match field.role {
            FieldRole::Column => out
                .trees(field.ty.trees())
                .text(", __rt :: caps ::")
                .text(&caps(&field.flags)),
            FieldRole::Parent | FieldRole::Children => out.trees(field.ty.related()),
        };
        out.text("> =").text(at).arguments(slot).text(";");
    }
    out.stream()
}

/// The runtime's name for a combination of capabilities.
fn caps(flags: &Flags) -> String {
    let letters = [
        (flags.filter, 'F'),
        (flags.sort, 'S'),
        (flags.group, 'G'),
        (flags.aggregate, 'A'),
    ];
    let name: String = letters
        .iter()
        .filter(|(is, _)| *is)
        .map(|(_, letter)| letter)
        .collect();
    if name.is_empty() {
        "Nothing".to_owned()
    } else {
        name
    }
}
