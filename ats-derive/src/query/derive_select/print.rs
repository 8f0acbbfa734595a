//! The impls of a struct that derives `Select`.

use ats_schema::schema::Object;
use ats_schema::soql::check::{Column, Item, Output, Record};
use proc_macro2::{Group, Ident, Literal, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt as _;

use super::attrs::Struct;
use super::{Bound, Source, columns};
use crate::query::question::Question;
use crate::query::{row, rust_type};
use crate::text;

/// A cell of the record.
enum Cell<'a> {
    /// The column of the bound field of this number.
    Own(usize),
    /// A parent, of which one or more bound fields show a column each.
    Shared(&'a Record<'a>),
    /// The parent or children of the bound field of this number.
    Nested(usize),
}

pub(super) fn print(
    question: &Question,
    it: &Struct,
    object: &Object,
    bound: &[Bound<'_>],
    output: &Output<'_>,
    soql: &str,
    groups: &[String],
) -> syn::Result<TokenStream> {
    let Struct { ident, vis, .. } = it;
    let columns = columns(output);
    let found = |range: &std::ops::Range<usize>| {
        columns
            .iter()
            .find(|(_, column)| range.contains(&(column.span.start as usize)))
    };
    let mut cells: Vec<(String, Cell<'_>)> = Vec::new();
    for (number, bound) in bound.iter().enumerate() {
        match &bound.source {
            Source::Column(range) => {
                if let Some((path, column)) = found(range)
                    && path.is_empty()
                {
                    cells.push((column.name.clone(), Cell::Own(number)));
                }
            }
            Source::Parent { relationship, .. } | Source::Children { relationship, .. } => {
                cells.push((relationship.clone(), Cell::Nested(number)));
            }
        }
    }
    if let Output::Records(record) = output {
        for item in &record.items {
            if let Item::Parent { name, record, .. } = item {
                cells.push((name.clone(), Cell::Shared(record)));
            }
        }
    }
    let hidden = |key: &str| format!("__{}{}", ident.unraw(), ats_schema::names::type_ident(key));
    let mut items = String::new();
    let mut raw = Vec::with_capacity(cells.len());
    let mut lets = TokenStream::new();
    let mut values: Vec<Option<TokenStream>> = bound.iter().map(|_| None).collect();
    let (mut rows, mut aliases) = (TokenStream::new(), Vec::new());
    for (slot, (key, cell)) in cells.iter().enumerate() {
        let name = Ident::new(&format!("c{slot}"), Span::call_site());
        let index = Literal::usize_unsuffixed(slot);
        match cell {
            Cell::Own(number) => {
                let Source::Column(range) = &bound[*number].source else {
                    continue;
                };
                let Some((_, column)) = found(range) else {
                    continue;
                };
                raw.push(format!("__rt::Option<{}>", rust_type::of(column.value)));
                let span = bound[*number].member.ty_span();
                values[*number] =
                    Some(quote_spanned!(span=> __rt::column::<Self, _, _>(#index, #name)?));
            }
            Cell::Nested(number) => {
                // Named where the field's type stands, so that what is wrong with it is shown there.
                let span = bound[*number].member.ty_span();
                let alias = Ident::new(&alias(slot), span);
                let (function, cell, of, target) = match &bound[*number].source {
                    Source::Parent { row, target, .. } => ("parent", "ParentCell", row, target),
                    Source::Children { row, child, .. } => ("children", "ChildrenCell", row, child),
                    Source::Column(_) => continue,
                };
                raw.push(format!("__rt::{cell}<{alias}>"));
                aliases.push(alias.clone());
                let function = Ident::new(function, span);
                rows.extend(quote_spanned! {span=>
                    type #alias = #of;
                    const _: () = __rt::is_selection_of::<#alias, #target>();
                });
                values[*number] =
                    Some(quote_spanned!(span=> __rt::#function::<Self, #alias, _>(#index, #name)?));
            }
            Cell::Shared(record) => {
                let row = print_hidden(&hidden(key), record, &mut items);
                raw.push(format!("__rt::ParentCell<{row}>"));
                let row = Ident::new(&row, Span::call_site());
                lets.extend(quote! {
                    let #name: __rt::Option<#row> = __rt::parent::<Self, #row, _>(#index, #name)?;
                });
            }
        }
    }
    // Columns of parents, taken out of what was read for the parent.
    for (number, bound) in bound.iter().enumerate() {
        let Source::Column(range) = &bound.source else {
            continue;
        };
        let Some((path, column)) = found(range) else {
            continue;
        };
        let [first, rest @ ..] = path.as_slice() else {
            continue;
        };
        let Some(slot) = cells
            .iter()
            .position(|(key, cell)| key == first && matches!(cell, Cell::Shared(..)))
        else {
            continue;
        };
        let name = Ident::new(&format!("c{slot}"), Span::call_site());
        let mut value = quote!(#name.as_ref());
        for key in rest {
            let field = Ident::new(&hidden_field(key), Span::call_site());
            value = quote!(#value.and_then(|parent| parent.#field.as_ref()));
        }
        let field = Ident::new(&hidden_field(&column.name), Span::call_site());
        value = quote!(#value.and_then(|parent| parent.#field.clone()));
        let span = bound.member.ty_span();
        let index = Literal::usize_unsuffixed(slot);
        values[number] = Some(quote_spanned!(span=> __rt::column::<Self, _, _>(#index, #value)?));
    }
    let members = bound.iter().zip(values).map(|(bound, value)| {
        let (ident, value) = (&bound.member.ident, value.unwrap_or_default());
        quote!(#ident: #value)
    });
    let pattern = text::tokens(&row::tuple(&row::names(raw.len()), row::VALUE))?;
    let raw = located(text::tokens(&row::tuple(&raw, row::TYPE))?, &aliases);
    let table_object = match output {
        Output::Groups(_) => "AggregateResult",
        _ => &object.name,
    };
    let keys = cells.iter().map(|(key, _)| key.as_str());
    let table = text::tokens(&row::table(table_object, keys))?;
    let items = text::tokens(&items)?;
    let lists = bound
        .iter()
        .enumerate()
        .map(|(number, bound)| match &bound.source {
            Source::Column(range) => {
                let text = &soql[range.clone()];
                quote!(list.column(#text);)
            }
            Source::Parent { relationship, .. } | Source::Children { relationship, .. } => {
                let slot = cells
                    .iter()
                    .position(|(_, cell)| matches!(cell, Cell::Nested(it) if *it == number))
                    .unwrap_or_default();
                let alias = Ident::new(&format!("__Row{slot}"), Span::call_site());
                let function = match &bound.source {
                    Source::Parent { .. } => quote!(parent),
                    _ => quote!(children),
                };
                quote!(list.#function::<#alias>(#relationship);)
            }
        });
    let root = &question.root;
    let target = question.org.rust_type(&object.name).unwrap_or_default();
    let doc = format!(" A query of `{}` for what this struct holds.", object.name);
    Ok(quote! {
        const _: () = {
            use #root as __org;
            use #root::__rt::v1 as __rt;
            #items
            #rows
            #[automatically_derived]
            impl __rt::Row for #ident {
                const COLUMNS: __rt::RowColumns = #table;
                type Raw = #raw;
                fn build(#pattern: Self::Raw) -> __rt::Built<Self> {
                    #lets
                    __rt::Ok(Self { #(#members),* })
                }
            }
            #[automatically_derived]
            impl __rt::Selection for #ident {
                type Object = #target;
                const GROUPS: &'static [&'static str] = &[#(#groups),*];
                fn columns(list: &mut __rt::ColumnList<'_>) {
                    #(#lists)*
                }
            }
            // A program need not start a query of each of its rows: some stand in others.
            #[allow(dead_code)]
            impl #ident {
                #[doc = #doc]
                #vis fn select() -> __rt::SelectAs<Self> {
                    __rt::SelectAs::new()
                }
            }
        };
    })
}

/// The name, in the expansion, of the row of a parent or child.
fn alias(slot: usize) -> String {
    format!("__Row{slot}")
}

/// Tokens with these names in the places they were made for.
fn located(tokens: TokenStream, names: &[Ident]) -> TokenStream {
    let locate = |token: TokenTree| match token {
        TokenTree::Group(group) => {
            let inner = located(group.stream(), names);
            TokenTree::Group(Group::new(group.delimiter(), inner))
        }
        TokenTree::Ident(ident) => {
            let known = names.iter().find(|name| **name == ident);
            TokenTree::Ident(known.cloned().unwrap_or(ident))
        }
        other => other,
    };
    tokens.into_iter().map(locate).collect()
}

/// The Rust field of a hidden row.
fn hidden_field(key: &str) -> String {
    format!("f_{}", ats_schema::names::field_ident(key))
}

/// A row for the columns of a parent that stand in fields of the struct itself.
fn print_hidden(name: &str, record: &Record<'_>, out: &mut String) -> String {
    use std::fmt::Write as _;
    let (mut members, mut raw, mut build) = (String::new(), Vec::new(), String::new());
    let mut keys = Vec::new();
    for item in &record.items {
        let slot = raw.len();
        let (key, ty, cell, function) = match item {
            Item::Column(Column { name, value, .. }) => {
                let ty = rust_type::of(*value);
                let cell = format!("__rt::Option<{ty}>");
                (name, ty, cell, "column")
            }
            Item::Parent {
                name: key, record, ..
            } => {
                let inner = format!("{name}{}", ats_schema::names::type_ident(key));
                let ty = print_hidden(&inner, record, out);
                let cell = format!("__rt::ParentCell<{ty}>");
                (key, ty, cell, "parent")
            }
            _ => continue,
        };
        let field = hidden_field(key);
        // Writing to a `String` does not fail.
        let _ = write!(members, "{field}: __rt::Option<{ty}>,");
        let _ = write!(
            build,
            "{field}: __rt::{function}::<Self, _, _>({slot}, c{slot})?,"
        );
        raw.push(cell);
        keys.push(key.as_str());
    }
    let pattern = row::tuple(&row::names(raw.len()), row::VALUE);
    let raw = row::tuple(&raw, row::TYPE);
    let object = record.object.map_or("", |object| &object.name);
    let table = row::table(object, keys.iter().copied());
    let _ = write!(
        out,
        "
struct {name} {{ {members} }}
#[automatically_derived]
impl __rt::Row for {name} {{
    const COLUMNS: __rt::RowColumns = {table};
    type Raw = {raw};
    fn build({pattern}: Self::Raw) -> __rt::Built<Self> {{
        __rt::Ok(Self {{ {build} }})
    }}
}}"
    );
    name.to_owned()
}
