//! A program that reads and writes every type, so that all code is there to be compiled.

use std::fmt::Write as _;

use quote::quote;

use super::Variant;
use crate::model::{Model, Object};

/// The text of `main.rs`.
///
/// `app Contact page FILE` reads a query page and writes its records again; `record`, `new`
/// and `update` take one record.
pub(super) fn main(model: &Model, variant: Variant) -> String {
    let objects = model.objects();
    let mut text = format!(
        "//! Reads and writes every type.\n#![allow(unused)]\n\n\
         use std::error::Error;\nuse std::hint::black_box;\n\n\
         use {}_models as m;\n\ntype Done = Result<String, Box<dyn Error>>;\n\n",
        variant.name()
    );
    let modules = objects.iter().map(|object| module(object, variant));
    let arms = objects.iter().map(|object| {
        let (ident, function) = (&object.ident, function(object));
        let name = ident.to_string();
        quote!(#name => #function(&what, &text),)
    });
    let tokens = quote! {
        fn main() -> Result<(), Box<dyn Error>> {
            let mut args = std::env::args().skip(1);
            let mut next = || args.next().ok_or("app OBJECT page|record|new|update FILE");
            let (object, what, file) = (next()?, next()?, next()?);
            let text = std::fs::read_to_string(file)?;
            let done = match object.as_str() {
                #(#arms)*
                _ => Err("no such object".into()),
            };
            println!("{}", done?);
            Ok(())
        }
        #(#modules)*
    };
    let parsed = syn::parse2(tokens).map(|file| prettyplease::unparse(&file));
    let _ = match parsed {
        Ok(parsed) => write!(text, "{parsed}"),
        Err(error) => write!(text, "compile_error!({:?});", error.to_string()),
    };
    text
}

fn function(object: &Object) -> proc_macro2::Ident {
    quote::format_ident!("run_{}", object.ident.to_string().to_lowercase())
}

fn module(object: &Object, variant: Variant) -> proc_macro2::TokenStream {
    let (ident, function) = (&object.ident, function(object));
    let ours = variant.is_ours();
    let (page, record) = if ours {
        (
            quote!(ats_core::record::Page::<m::#ident>::from_json(text)?),
            quote!(ats_core::record::from_json::<m::#ident>(text)?),
        )
    } else {
        (
            quote!(serde_json::from_str::<peer_values::Page<m::#ident>>(text)?),
            quote!(serde_json::from_str::<m::#ident>(text)?),
        )
    };
    let new = object.can("create").then(|| {
        let (new, required) = (&object.names.new, &object.names.required);
        let mut must = object
            .with("create")
            .filter(|it| it.is("required"))
            .peekable();
        let made = if must.peek().is_none() {
            quote!(m::#new::new())
        } else {
            let fields = must.map(|field| {
                let (ident, api) = (&field.ident, &field.api);
                quote!(#ident: read.#ident.ok_or(#api)?,)
            });
            quote!(m::#new::new(m::#required { #(#fields)* }))
        };
        let write = if ours {
            quote!(ats_core::record::NewRecord::to_json(black_box(&new))?)
        } else {
            quote!(serde_json::to_string(black_box(&new))?)
        };
        quote!("new" => {
            let read = #record;
            let new = #made;
            #write
        })
    });
    let update = object.can("update").then(|| {
        let write = if ours {
            quote!(ats_core::record::RecordUpdate::to_json(black_box(&update))?)
        } else {
            quote!(serde_json::to_string(black_box(&update))?)
        };
        quote!("update" => {
            let update = #record.into_update();
            #write
        })
    });
    quote! {
        fn #function(what: &str, text: &str) -> Done {
            Ok(match what {
                "page" => serde_json::to_string(&#page)?,
                "record" => serde_json::to_string(&#record)?,
                #new
                #update
                _ => return Err("no such operation".into()),
            })
        }
    }
}
