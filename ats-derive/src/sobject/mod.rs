//! `#[derive(SObject)]`.

mod check;
mod field_type;
mod model;
mod parse_field;
mod parse_object;
mod print_record;
mod print_write_types;
mod token_list;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput};

use self::model::Object;
use crate::{attr, nesting};

/// The expansion of an item's tokens.
pub(crate) fn expand(input: TokenStream) -> syn::Result<TokenStream> {
    nesting::check(&input)?;
    derive(syn::parse2(input)?)
}

pub(crate) fn derive(input: DeriveInput) -> syn::Result<TokenStream> {
    attr::no_generics(&input.generics, "an sObject's struct")?;
    match &input.data {
        Data::Struct(data) => {
            let object = parse_object::parse_struct(&input, data)?;
            expand_object(&object)
        }
        Data::Enum(data) if data.variants.is_empty() => {
            let object = parse_object::parse_marker(&input)?;
            print_record::marker(&object)
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
    let sobject = print_record::sobject(object)?;
    let record = print_record::record(object)?;
    let columns = print_record::columns(object);
    let (marks, functions) = print_write_types::operations(object);
    let (types, impls) = print_write_types::types(object)?;
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
