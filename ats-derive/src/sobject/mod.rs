//! `#[derive(SObject)]`.

mod parse;
mod read;
mod scan;
mod trees;
mod ty;
mod write;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput};

use self::parse::Object;
use crate::{attr, nesting};

/// The expansion of an item's tokens.
pub(crate) fn expand(input: TokenStream) -> syn::Result<TokenStream> {
    scanned(input.clone()).unwrap_or_else(|| {
        nesting::check(&input)?;
        derive(syn::parse2(input)?)
    })
}

/// The expansion of an item of the generator's shape.
pub(crate) fn scanned(input: TokenStream) -> Option<syn::Result<TokenStream>> {
    let (object, is_marker) = scan::object(input)?;
    Some(if is_marker {
        read::marker(&object)
    } else {
        expand_object(&object)
    })
}

pub(crate) fn derive(input: DeriveInput) -> syn::Result<TokenStream> {
    attr::no_generics(&input.generics, "an sObject's struct")?;
    match &input.data {
        Data::Struct(data) => {
            let object = Object::parse(&input, data)?;
            expand_object(&object)
        }
        Data::Enum(data) if data.variants.is_empty() => {
            let object = Object::marker(&input)?;
            read::marker(&object)
        }
        _ => Err(syn::Error::new_spanned(
            &input.ident,
            "`SObject` is derived for a struct with one field a column, or for an empty enum that \
             only names an object",
        )),
    }
}

fn expand_object(object: &Object) -> syn::Result<TokenStream> {
    let rt = object.rt();
    let sobject = read::sobject(object)?;
    let record = read::record(object)?;
    let columns = read::columns(object);
    let (marks, functions) = write::operations(object);
    let (types, impls) = write::types(object)?;
    let this = &object.ident;
    Ok(quote! {
        #types
        const _: () = {
            use #rt as __rt;
            #sobject
            #record
            // A program need not use all of it.
            #[allow(dead_code)]
            impl #this {
                #columns
                #functions
            }
            #marks
            #impls
        };
    })
}
