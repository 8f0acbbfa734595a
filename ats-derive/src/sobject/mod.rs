//! `#[derive(SObject)]`.

mod parse;
mod read;
mod write;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput};

use self::parse::Object;

pub(crate) fn derive(input: DeriveInput) -> syn::Result<TokenStream> {
    if !input.generics.params.is_empty() {
        return Err(syn::Error::new_spanned(
            &input.generics,
            "an sObject's struct has no generic parameters",
        ));
    }
    match &input.data {
        Data::Struct(data) => {
            let object = Object::parse(&input, data)?;
            expand(&object)
        }
        Data::Enum(data) if data.variants.is_empty() => {
            let object = Object::marker(&input)?;
            let rt = object.rt();
            let sobject = read::sobject(&object)?;
            Ok(quote! {
                const _: () = {
                    use #rt as __rt;
                    #sobject
                };
            })
        }
        _ => Err(syn::Error::new_spanned(
            &input.ident,
            "`SObject` is derived for a struct with one field a column, or for an empty enum that \
             only names an object",
        )),
    }
}

fn expand(object: &Object) -> syn::Result<TokenStream> {
    let rt = object.rt();
    let sobject = read::sobject(object)?;
    let record = read::record(object)?;
    let columns = read::columns(object);
    let operations = write::operations(object);
    let (types, impls) = write::types(object)?;
    Ok(quote! {
        #types
        const _: () = {
            use #rt as __rt;
            #sobject
            #record
            #columns
            #operations
            #impls
        };
    })
}
