//! The type of a field, as tokens: the derive repeats it, and looks no further than its wrapper.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::spanned::Spanned as _;
use syn::{GenericArgument, PathArguments, Type};

/// A field's type without its `Option`.
pub(super) struct FieldType {
    tokens: Vec<TokenTree>,
    /// Where the type stands, for tokens that the derive adds.
    pub(super) span: Span,
    /// The last name of the path: `Related` of `Related<Account>`.
    wrapper: String,
    /// The first argument of that name: `Account`.
    inner: Option<Vec<TokenTree>>,
}

impl FieldType {
    /// Takes a type apart.
    pub(super) fn new(ty: &Type) -> Self {
        let last = match ty {
            Type::Path(path) => path.path.segments.last(),
            _ => None,
        };
        let inner = last.and_then(|last| match &last.arguments {
            PathArguments::AngleBracketed(arguments) => match arguments.args.first()? {
                GenericArgument::Type(inner) => Some(trees(inner)),
                _ => None,
            },
            _ => None,
        });
        Self {
            tokens: trees(ty),
            span: Span::call_site().located_at(ty.span()),
            wrapper: last.map_or_else(String::new, |last| last.ident.to_string()),
            inner,
        }
    }

    /// The type itself.
    pub(super) fn trees(&self) -> &[TokenTree] {
        &self.tokens
    }

    /// Whether the type's last name is this one.
    pub(super) fn is_named(&self, name: &str) -> bool {
        self.wrapper == name
    }

    /// Whether to copy a value rather than clone it, which takes the compiler half as long: only what
    /// is `Copy` by its name. A `Date` might be a picklist of that name.
    pub(super) fn is_copy(&self) -> bool {
        let is_id = self.is_named("Id") && self.inner.is_some();
        is_id || ["bool", "i32", "i64", "f64"].contains(&self.wrapper.as_str())
    }

    /// The object at the other end of a relationship: what a `Related` or `Children` holds.
    pub(super) fn related(&self) -> &[TokenTree] {
        match &self.inner {
            Some(inner) if self.is_named("Related") || self.is_named("Children") => inner,
            _ => &self.tokens,
        }
    }
}

fn trees(tokens: &impl ToTokens) -> Vec<TokenTree> {
    tokens.to_token_stream().into_iter().collect()
}

impl ToTokens for FieldType {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.tokens.iter().cloned());
    }
}
