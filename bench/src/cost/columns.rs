//! A second set of column constants.
//!
//! The derive's own set cannot be taken away without changing the product. A second one, with the
//! same names and types, can be added: what it costs is what the first one costs, less the time to
//! make its tokens.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};
use syn::Item;

use crate::model::{self, Field, Object};

/// What to append to a file; empty if it holds no object.
pub(super) fn again(file: &syn::File) -> String {
    let objects = file.items.iter().filter_map(|item| match item {
        Item::Struct(item) => model::object(item),
        _ => None,
    });
    let tokens: TokenStream = objects.map(|object| constants(&object)).collect();
    match syn::parse2(tokens) {
        Ok(file) => format!("\n{}", prettyplease::unparse(&file)),
        Err(_) => String::new(),
    }
}

fn constants(object: &Object) -> TokenStream {
    let of = &object.ident;
    let holder = format_ident!("{of}ColumnsAgain");
    let constants = object.fields.iter().enumerate().map(|(slot, field)| {
        let (slot, name, docs) = (
            Literal::usize_unsuffixed(slot),
            constant(field),
            &field.docs,
        );
        let docs = docs.first();
        if field.is_relationship() {
            let ty = model::related(&field.ty);
            let kind = if field.is("parent") {
                quote!(Parent)
            } else {
                quote!(ChildRelationship)
            };
            quote!(#docs pub const #name: __rt::#kind<#of, #ty> = __rt::#kind::new(#slot);)
        } else {
            let ty = &field.ty;
            let caps = ["filter", "sort", "group", "aggregate"].map(|flag| field.is(flag));
            quote! {
                #docs
                pub const #name: __rt::Column<#of, #ty, __rt::Caps<#(#caps),*>> =
                    __rt::Column::new(#slot);
            }
        }
    });
    quote! {
        /// The columns once more, to see what they cost.
        pub struct #holder;
        const _: () = {
            use ::ats_core::__rt::v1 as __rt;
            impl #holder { #(#constants)* }
        };
    }
}

fn constant(field: &Field) -> Ident {
    let text = field.ident.to_string();
    let text = text.trim_start_matches("r#").trim_end_matches('_');
    format_ident!("{}", text.to_ascii_uppercase())
}
