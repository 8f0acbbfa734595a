//! The error for a generated crate and a runtime that do not suit each other.

use proc_macro2::Span;

/// The error for a generated crate that another version of the generator wrote.
pub(super) fn out_of_step(what: &str) -> syn::Error {
    let message = format!(
        "the generated crate does not suit this version of ats-core ({what}): generate it anew with \
         the ats-codegen of this version"
    );
    syn::Error::new(Span::call_site(), message)
}
