//! Expansions written as text.
//!
//! Most of what the derives print needs no span but the call's. As text the compiler lexes it, at
//! the speed of the compiler; as quoted tokens it is put together one call at a time, by code that
//! `cargo check` builds without optimization.
//!
//! What goes into such a text is an identifier, a literal that [`string`] printed, or source made
//! here: no describe can write code.

extern crate proc_macro;

use std::fmt::{Display, Write as _};

use proc_macro2::{Literal, Span, TokenStream};

/// The tokens of a source.
///
/// # Errors
///
/// If it is no Rust, which is a mistake in this crate: the error holds the source.
pub(crate) fn tokens(source: &str) -> syn::Result<TokenStream> {
    // Asked of the compiler directly: `proc_macro2` lexes a text itself first.
    let tokens = if proc_macro::is_available() {
        let tokens = source.parse::<proc_macro::TokenStream>();
        tokens
            .map(TokenStream::from)
            .map_err(|error| error.to_string())
    } else {
        source
            .parse()
            .map_err(|error: proc_macro2::LexError| error.to_string())
    };
    tokens.map_err(|error| {
        let message = format!("ats-derive made what is no Rust ({error}): {source}");
        syn::Error::new(Span::call_site(), message)
    })
}

/// A text as a string literal.
pub(crate) fn string(text: &str) -> String {
    Literal::string(text).to_string()
}

/// The expression of a slice.
pub(crate) fn list(items: impl IntoIterator<Item: Display>) -> String {
    let mut list = String::from("&[");
    for item in items {
        // Writing to a `String` does not fail.
        let _ = write!(list, "{item},");
    }
    list.push(']');
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_its_literal() {
        let text = "\"; } /* {} \\ \u{202e}\n";
        let source = string(text);
        assert_eq!(
            syn::parse_str::<syn::LitStr>(&source).unwrap().value(),
            text
        );
        assert!(tokens("impl {").is_err());
    }
}
