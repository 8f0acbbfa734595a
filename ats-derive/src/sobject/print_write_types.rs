//! What may be done with an object, and the types to do it with.
//!
//! What is added here may be dead code: a program need not use all that its structs can do.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens as _, quote, quote_spanned};

use super::model::{Field, Object};
use super::token_list::TokenList;
use crate::standard_traits::{eq_and_debug, named};
use crate::text;

/// The CRUD traits that have no type of their own; then `select` and `into_update`.
pub(super) fn operations(object: &Object) -> (TokenStream, TokenStream) {
    let Object {
        ident, vis, can, ..
    } = object;
    let marks = [
        (can.query, quote!(Query)),
        (can.retrieve, quote!(Retrieve)),
        (can.delete, quote!(Delete)),
    ];
    let marks = marks.iter().filter(|(can, _)| *can).map(|(_, mark)| {
        quote! {
            #[automatically_derived]
            #[diagnostic::do_not_recommend]
            impl __rt::#mark for #ident {}
        }
    });
    let select = can.query.then(|| {
        quote! {
            /// Starts a query.
            #vis fn select() -> __rt::Select<Self> {
                __rt::Select::new()
            }
        }
    });
    let changes = &object.names.changes;
    let into_update = can.update.then(|| {
        quote! {
            /// Changes to this record, none of them made yet: what was read is not sent back.
            #[must_use]
            #vis fn into_update(self) -> #changes {
                #changes::default()
            }
        }
    });
    (marks.collect(), quote!(#select #into_update))
}

/// The types to write with, which stand beside the struct, and their impls.
pub(super) fn types(object: &Object) -> syn::Result<(TokenStream, TokenStream)> {
    let mut types = TokenStream::new();
    let mut impls = String::new();
    let mut add = |(more_types, more_impls): (TokenStream, String)| {
        types.extend(more_types);
        impls += &more_impls;
    };
    if object.can.create {
        add(new(object));
    }
    if object.can.update {
        add(update(object));
    }
    let has_key = object.fields.iter().any(|field| field.flags.external_key);
    if object.can.create && object.can.update && has_key {
        add(key(object));
    }
    Ok((types, text::tokens(&impls)?))
}

/// The slots and fields that a derived type has.
fn fields_where(object: &Object, keep: fn(&Field) -> bool) -> Vec<(usize, &Field)> {
    object
        .fields
        .iter()
        .enumerate()
        .filter(|(_, field)| keep(field))
        .collect()
}

/// The fields of a derived type, as its declaration has them. `wrap` is what their types stand in:
/// a path, and how it goes on.
fn members<'a>(
    vis: &TokenStream,
    fields: &[(usize, &Field)],
    wrap: impl Fn(&Field) -> Option<(&'a [TokenTree], &'a str)>,
) -> TokenStream {
    let vis: Vec<_> = vis.clone().into_iter().collect();
    let mut out = TokenList::new();
    for (_, field) in fields {
        out.at(field.span).trees(&field.summary).trees(&vis);
        out.ident(&field.ident).text(":");
        match wrap(field) {
            Some((path, end)) => {
                out.trees(path).text(end);
                out.trees(field.ty.trees()).text("> ,");
            }
            None => {
                out.trees(field.ty.trees()).text(",");
            }
        }
    }
    out.stream()
}

/// `impl ObjectFields` for a type with some of the object's fields, and its standard traits.
fn fields_impl(object: &Object, ident: &Ident, of: &[(usize, &Field)], is_new: bool) -> String {
    let (mut lent, mut given) = (String::new(), String::new());
    for (slot, field) in of {
        let ident = &field.ident;
        if is_new && field.flags.required {
            given += &format!("{slot} => __rt::Lent::Value(&self.{ident}),");
        } else {
            lent += &format!("{slot} => &self.{ident},");
        }
    }
    // A `match` with no arm but the last would be unreachable code.
    let given = match given.as_str() {
        "" if lent.is_empty() => "let _ = slot; __rt::Lent::Absent".to_owned(),
        "" => "__rt::Lent::Absent".to_owned(),
        given => format!("match slot {{ {given} _ => __rt::Lent::Absent }}"),
    };
    let body = if lent.is_empty() {
        given
    } else {
        // One coercion for all arms: half the work, for the compiler, of a call in each.
        format!(
            "let field: &dyn __rt::Lend = match slot {{ {lent} _ => return {given} }}; field.lend()"
        )
    };
    let fields = format!(
        "
#[automatically_derived]
#[diagnostic::do_not_recommend]
impl __rt::ObjectFields for {this} {{
    type Object = {object};
    #[inline(never)]
    fn lend(&self, slot: usize) -> __rt::Lent<'_> {{
        {body}
    }}
}}
",
        this = ident,
        object = object.ident,
    );
    fields + &cloning(ident, of) + &eq_and_debug(ident, "derived", &named(ident))
}

/// `Clone`, field by field.
fn cloning(ident: &Ident, fields: &[(usize, &Field)]) -> String {
    let mut clones = String::new();
    for (_, field) in fields {
        let ident = &field.ident;
        clones += &if field.ty.is_copy() {
            format!("{ident}: self.{ident},")
        } else {
            format!("{ident}: __rt::copied(&self.{ident}),")
        };
    }
    format!(
        "
#[automatically_derived]
impl __rt::Clone for {ident} {{
    #[inline(never)]
    fn clone(&self) -> Self {{
        Self {{ {clones} }}
    }}
}}
"
    )
}

/// `New…` and `…Required`.
fn new(object: &Object) -> (TokenStream, String) {
    let Object {
        ident, vis, names, ..
    } = object;
    let (new, required) = (&names.new, &names.required);
    let fields = fields_where(object, |field| field.flags.create);
    let (must, may): (Vec<_>, Vec<_>) =
        (fields.iter().copied()).partition(|(_, field)| field.flags.required);

    let must_members = members(vis, &must, |_| None);
    let members = members(vis, &fields, |field| {
        (!field.flags.required).then_some((&[][..], ":: core :: option :: Option <"))
    });
    let (mut given, mut empty) = (String::new(), String::new());
    for (_, Field { ident, .. }) in &must {
        given += &format!("{ident},");
    }
    for (_, Field { ident, .. }) in &may {
        empty += &format!("{ident}: __rt::None,");
    }

    let doc = format!(" A [`{ident}`] to create: the fields that may be set on create.");
    let shown = vis.to_token_stream();
    let (required_type, constructor) = if must.is_empty() {
        let constructor = format!(
            "
#[allow(dead_code)]
impl {new} {{
    /// Nothing is required: a record with no value set.
    #[must_use]
    {shown} fn new() -> Self {{
        Self {{ {empty} }}
    }}
}}
#[automatically_derived]
impl __rt::Default for {new} {{
    fn default() -> Self {{
        Self::new()
    }}
}}
"
        );
        (TokenStream::new(), constructor)
    } else {
        let doc = format!(" What a new [`{ident}`] cannot do without: see [`{new}::new`].");
        let required_type = quote! {
            #[doc = #doc]
            #[derive(Clone, Debug, PartialEq)]
            #vis struct #required {
                #must_members
            }
        };
        let constructor = format!(
            "
#[allow(dead_code)]
impl {new} {{
    /// A record with the required values, and no other.
    #[must_use]
    {shown} fn new(required: {required}) -> Self {{
        let {required} {{ {given} }} = required;
        Self {{ {given} {empty} }}
    }}
}}
"
        );
        (required_type, constructor)
    };
    let types = quote! {
        #[doc = #doc]
        #vis struct #new {
            #members
        }
        #required_type
    };
    let create = format!(
        "
#[automatically_derived]
#[diagnostic::do_not_recommend]
impl __rt::NewRecord for {new} {{}}
#[automatically_derived]
#[diagnostic::do_not_recommend]
impl __rt::Create for {ident} {{
    type New = {new};
}}
"
    );
    let impls = constructor + &create + &fields_impl(object, new, &fields, true);
    (types, impls)
}

/// `…Update`.
fn update(object: &Object) -> (TokenStream, String) {
    let Object {
        ident, vis, names, ..
    } = object;
    let changes = &names.changes;
    let fields = fields_where(object, |field| field.flags.update);
    let rt: Vec<_> = object.rt().into_iter().collect();
    let members = members(vis, &fields, |field| {
        let kind = if field.flags.nillable {
            ":: Patch <"
        } else {
            ":: Change <"
        };
        Some((&rt[..], kind))
    });
    let mut unchanged = String::new();
    for (_, Field { ident, flags, .. }) in &fields {
        let kind = if flags.nillable { "Patch" } else { "Change" };
        unchanged += &format!("{ident}: __rt::{kind}::Leave,");
    }
    let doc = format!(
        " Changes to a [`{ident}`]: the fields that may be set on update. The default changes nothing."
    );
    let types = quote! {
        #[doc = #doc]
        #vis struct #changes {
            #members
        }
    };
    let impls = format!(
        "
#[automatically_derived]
impl __rt::Default for {changes} {{
    #[inline(never)]
    fn default() -> Self {{
        Self {{ {unchanged} }}
    }}
}}
#[automatically_derived]
#[diagnostic::do_not_recommend]
impl __rt::RecordUpdate for {changes} {{}}
#[automatically_derived]
#[diagnostic::do_not_recommend]
impl __rt::Update for {ident} {{
    type Changes = {changes};
}}
"
    );
    (types, impls + &fields_impl(object, changes, &fields, false))
}

/// `…Key`.
fn key(object: &Object) -> (TokenStream, String) {
    let Object {
        ident, vis, names, ..
    } = object;
    let key = &names.key;
    let fields = fields_where(object, |field| field.flags.external_key);
    // A field without a variant has been refused.
    let fields: Vec<_> = (fields.into_iter())
        .filter_map(|(slot, field)| Some((slot, field, field.variant()?)))
        .collect();
    let variants = fields.iter().map(|(_, field, variant)| {
        let (ty, summary) = (&field.ty, &field.summary);
        quote_spanned!(field.span=> #(#summary)* #variant(#ty),)
    });
    let (mut lent, mut clones) = (String::new(), String::new());
    for (slot, _, variant) in &fields {
        lent += &format!("Self::{variant}(value) => ({slot}, value),");
        clones += &format!("Self::{variant}(value) => Self::{variant}(__rt::Clone::clone(value)),");
    }
    let comparing = eq_and_debug(key, "key", &named(key));
    let doc = format!(
        " A field that tells one [`{ident}`] from all others, with its value, for an upsert."
    );
    let types = quote! {
        #[doc = #doc]
        #vis enum #key {
            #(#variants)*
        }
    };
    let impls = format!(
        "
#[automatically_derived]
#[diagnostic::do_not_recommend]
impl __rt::UpsertKey for {key} {{
    type Object = {ident};
    fn lend(&self) -> (usize, &dyn __rt::Put) {{
        match self {{ {lent} }}
    }}
}}
#[automatically_derived]
impl __rt::Clone for {key} {{
    fn clone(&self) -> Self {{
        match self {{ {clones} }}
    }}
}}
{comparing}
#[automatically_derived]
#[diagnostic::do_not_recommend]
impl __rt::Upsert for {ident} {{
    type Key = {key};
}}
"
    );
    (types, impls)
}
