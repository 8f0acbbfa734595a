//! The question that a generated crate's macros put to the macro behind `soql!` and `derive(Select)`.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::quote;
use syn::parse::Parser as _;

use super::known_org::Org;
use super::out_of_step::out_of_step;
use crate::nesting;

/// The root of the generated crate, what it knows, and what is asked of it.
pub(super) struct Question {
    /// `$crate`.
    pub(super) root: TokenStream,
    pub(super) org: Org,
    /// What was passed in, to be passed on.
    pub(super) macro_name: Ident,
    known: TokenStream,
    /// What says which index the org has: its first line, or all of it where that has no fingerprint.
    index: TokenTree,
    pub(super) input: TokenStream,
}

/// What a macro makes of what is known.
pub(super) enum Answer {
    /// The expansion.
    Done(TokenStream),
    /// The API name of an object that must be known first.
    Wanted(String),
}

/// What the input holds.
pub(super) enum Parsed {
    Question(Question),
    /// Too little to answer it: a call of the macro that holds the index.
    IndexWanted(TokenStream),
}

impl Question {
    pub(super) fn parse(input: TokenStream) -> syn::Result<Parsed> {
        let mut tokens = input.into_iter();
        let mut next = || tokens.next();
        let parts = (next(), next(), next(), next());
        let (
            Some(TokenTree::Group(root)),
            Some(index),
            Some(TokenTree::Ident(macro_name)),
            Some(TokenTree::Group(known)),
        ) = parts
        else {
            return Err(out_of_step("it does not call the macro as it should"));
        };
        let (root, input) = (root.stream(), tokens.collect());
        if syn::Path::parse_mod_style.parse2(root.clone()).is_err() {
            return Err(out_of_step("it does not say where it is"));
        }
        nesting::check(&input)?;
        let Some((org, index)) = Org::read(index, known.stream())? else {
            return Ok(Parsed::IndexWanted(
                quote!(#root::__ats_index! { @ #macro_name #known #input }),
            ));
        };
        Ok(Parsed::Question(Self {
            root,
            org,
            macro_name,
            index,
            known: known.stream(),
            input,
        }))
    }

    /// The same question again, with one object more.
    pub(super) fn ask_for(&self, object: &str) -> syn::Result<TokenStream> {
        let Some(holder) = self.org.holder(object) else {
            return Err(out_of_step(&format!("it holds no schema of {object}")));
        };
        let holder = Ident::new(holder, Span::call_site());
        let Self {
            root,
            index,
            macro_name,
            known,
            input,
            ..
        } = self;
        let known = Group::new(Delimiter::Brace, known.clone());
        Ok(quote!(#root::#holder! { [#root] #index #macro_name #known #input }))
    }
}
