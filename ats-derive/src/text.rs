//! Expansions written as text.
//!
//! Most of what the derives print needs no span but the call's. As text the compiler lexes it, at
//! the speed of the compiler; as quoted tokens it is put together one call at a time, by code that
//! `cargo check` builds without optimization.
//!
//! What goes into such a text is an identifier, a literal that [`string`] printed, or source made
//! here: no describe can write code.

extern crate proc_macro;

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

/// A list of texts, as the runtime's tables have it: one literal, and where each text ends in it. A
/// list of literals costs the compiler far more.
pub(crate) fn list<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    let (mut all, mut ends) = (String::new(), Vec::new());
    for text in texts {
        all.push_str(text);
        ends.push(u32::try_from(all.len()).unwrap_or(u32::MAX));
    }
    let ends = numbers(ends.into_iter());
    format!("({}, {ends})", string(&all))
}

/// A list of numbers below 2²⁸, as the runtime's tables have it: one literal of four characters each,
/// of seven bits, the lowest first.
pub(crate) fn numbers(numbers: impl Iterator<Item = u32>) -> String {
    string(&digits(numbers))
}

/// What [`numbers`] makes a literal of.
pub(crate) fn digits(numbers: impl Iterator<Item = u32>) -> String {
    let digit = |bits: u32| char::from(bits.to_le_bytes()[0] & 0x7F);
    let digits = |number: u32| [0, 7, 14, 21].map(|shift| digit(number >> shift));
    numbers.flat_map(digits).collect()
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
