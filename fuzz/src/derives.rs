//! Properties of the derives and of `soql!`.

use proc_macro2::{Literal, TokenStream};

type Expand = fn(TokenStream) -> syn::Result<TokenStream>;

const DERIVES: [(&str, Expand); 4] = [
    ("SObject", crate::sobject::expand),
    ("Picklist", crate::picklist::expand),
    ("Polymorphic", crate::polymorphic::expand),
    ("Select", crate::query::derive_select),
];

/// Runs every derive on a text. The output must be a Rust file with items, which may be errors.
///
/// # Panics
///
/// If not.
pub fn derive_for(source: &str) {
    let Ok(input) = source.parse::<TokenStream>() else {
        return;
    };
    for (name, expand) in DERIVES {
        let output = expanded(expand, input.clone());
        match whole_syn::parse2::<whole_syn::File>(output.clone()) {
            Ok(file) => assert!(!file.items.is_empty(), "{name}: nothing of {source}"),
            Err(error) => panic!("{name}: {source}\n{error}: {output}"),
        }
    }
}

const INDEX: &str = "ats-index 1\nAccount|__ats_account|Account\nContact|__ats_contact|Contact\n\
                     Thing__c|__ats_thing|Thing\nUser\nbpats__Job__c|__ats_job|Job\n";

/// Runs the macro behind `soql!` on a query and its other arguments, with every object known. Binds may
/// be any tokens, so the output need not be Rust.
///
/// # Panics
///
/// If an error has no words.
pub fn ask_for(query: &str, more: &str) {
    let Ok(more) = more.parse::<TokenStream>() else {
        return;
    };
    let index = Literal::string(INDEX);
    let known = crate::OBJECTS.map(Literal::string);
    let query = Literal::string(query);
    let question = quote::quote!([crate] #index soql { #(#known)* } #query #more);
    expanded(crate::query::ask, question);
}

/// The expansion, or its errors.
fn expanded(expand: Expand, input: TokenStream) -> TokenStream {
    match expand(input) {
        Ok(output) => output,
        Err(errors) => {
            for error in errors.clone() {
                assert!(!error.to_string().is_empty());
            }
            errors.into_compile_error()
        }
    }
}
