//! Reading attributes, and saying what is wrong with them.

use ats_schema::names::nearest;
use ats_schema::rules::api_name::{MAX_LENGTH, is_api_name, is_key_prefix};
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens as _, quote};
use syn::meta::ParseNestedMeta;
use syn::{Attribute, GenericArgument, Path, PathArguments, Type};

/// All errors of one macro call, told at once.
#[derive(Default)]
pub(crate) struct Errors(Option<syn::Error>);

impl Errors {
    pub(crate) fn push(&mut self, error: syn::Error) {
        match &mut self.0 {
            Some(errors) => errors.combine(error),
            None => self.0 = Some(error),
        }
    }

    pub(crate) fn at(&mut self, span: Span, message: impl std::fmt::Display) {
        self.push(syn::Error::new(span, message));
    }

    pub(crate) fn take<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.push(error)).ok()
    }

    pub(crate) fn finish(self) -> syn::Result<()> {
        self.0.map_or(Ok(()), Err)
    }
}

/// The attributes of this name.
pub(crate) fn named<'a>(
    attributes: &'a [Attribute],
    name: &'a str,
) -> impl Iterator<Item = &'a Attribute> {
    (attributes.iter()).filter(move |attribute| attribute.path().is_ident(name))
}

/// The error for an attribute that no one knows, with the nearest one that somebody does.
pub(crate) fn unknown(meta: &ParseNestedMeta<'_>, known: &[&str]) -> syn::Error {
    let name = meta.path.to_token_stream().to_string().replace(' ', "");
    let message = match nearest(&name, known.iter().copied()).or_else(|| akin(&name, known)) {
        Some(nearest) => format!("unknown attribute `{name}`; did you mean `{nearest}`?"),
        None => format!(
            "unknown attribute `{name}`; known here: {}",
            known.join(", ")
        ),
    };
    meta.error(message)
}

/// The one that begins alike: `filter` for the describe's `filterable`.
fn akin<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let common = |other: &str| {
        name.bytes()
            .zip(other.bytes())
            .take_while(|(a, b)| a == b)
            .count()
    };
    let best = known.iter().copied().max_by_key(|other| common(other))?;
    (common(best) >= 4).then_some(best)
}

/// Passes over the value of an attribute that nobody knows, to read those after it.
pub(crate) fn skip(meta: &ParseNestedMeta<'_>) -> syn::Result<()> {
    if meta.input.peek(syn::Token![=]) {
        meta.value()?.parse::<syn::Lit>()?;
    } else if meta.input.peek(syn::token::Paren) {
        let content;
        syn::parenthesized!(content in meta.input);
        content.parse::<TokenStream>()?;
    }
    Ok(())
}

/// The attributes with a value that have been given so far.
#[derive(Default)]
pub(crate) struct Given(Vec<String>);

impl Given {
    /// Takes note of an attribute.
    ///
    /// # Errors
    ///
    /// If it was given before: one of the two values would be lost.
    pub(crate) fn once(&mut self, meta: &ParseNestedMeta<'_>, name: &str) -> syn::Result<()> {
        if self.0.iter().any(|given| given == name) {
            return Err(meta.error(format!("`{name}` is given twice: keep one of them")));
        }
        self.0.push(name.to_owned());
        Ok(())
    }
}

/// Refuses generic parameters. `what` names the item in the message, such as "a picklist".
pub(crate) fn no_generics(generics: &syn::Generics, what: &str) -> syn::Result<()> {
    if generics.params.is_empty() {
        return Ok(());
    }
    let message = format!("{what} cannot have generic parameters: remove them");
    Err(syn::Error::new_spanned(generics, message))
}

/// The path to the runtime of this contract, by way of `crate = "…"` if that is given.
pub(crate) fn runtime(krate: Option<&Path>) -> TokenStream {
    match krate {
        Some(path) => quote!(#path::__rt::v1),
        None => quote!(::ats_core::__rt::v1),
    }
}

/// The name of a type, of `new = "…"`.
pub(crate) fn type_name(meta: &ParseNestedMeta<'_>) -> syn::Result<syn::Ident> {
    let name: syn::LitStr = meta.value()?.parse()?;
    let message = || {
        format!(
            "{:?} is not the name of a type: write one such as `NewJob`",
            name.value()
        )
    };
    name.parse()
        .map_err(|_| syn::Error::new(name.span(), message()))
}

/// The API name of `name = "…"`.
pub(crate) fn api_name(meta: &ParseNestedMeta<'_>) -> syn::Result<String> {
    checked_api_name(&meta.value()?.parse()?)
}

/// The API name that a literal holds.
pub(crate) fn checked_api_name(name: &syn::LitStr) -> syn::Result<String> {
    let text = name.value();
    if is_api_name(&text) {
        return Ok(text);
    }
    let message = if text.is_empty() {
        "an API name cannot be empty: write it as Salesforce has it, such as `bpats__Job__c`"
            .to_owned()
    } else {
        format!(
            "{text:?} is not an API name: it can have letters, digits and underscores, at most \
             {MAX_LENGTH} of them, such as `bpats__Job__c`"
        )
    };
    Err(syn::Error::new(name.span(), message))
}

/// The key prefix of `prefix = "…"`.
pub(crate) fn prefix(meta: &ParseNestedMeta<'_>) -> syn::Result<String> {
    let prefix: syn::LitStr = meta.value()?.parse()?;
    let text = prefix.value();
    if is_key_prefix(&text) {
        return Ok(text);
    }
    let message = format!(
        "{text:?} is not a key prefix: it has three letters or digits, with which the Ids of the \
         object begin, such as `a0M`"
    );
    Err(syn::Error::new(prefix.span(), message))
}

/// The path of `crate = "…"`.
pub(crate) fn krate(meta: &ParseNestedMeta<'_>) -> syn::Result<Path> {
    let path: syn::LitStr = meta.value()?.parse()?;
    path.parse_with(Path::parse_mod_style).map_err(|_| {
        let message = format!(
            "{:?} is not the path of a module: `crate` is the path to ats_core, such as \
             `::ats_core`",
            path.value()
        );
        syn::Error::new(path.span(), message)
    })
}

/// The text of `label = "…"`.
pub(crate) fn string(meta: &ParseNestedMeta<'_>) -> syn::Result<String> {
    Ok(meta.value()?.parse::<syn::LitStr>()?.value())
}

/// The first line of a doc comment: what a field made from this one inherits.
///
/// `cfg`s need not be: the compiler takes out what is configured out before it calls a derive.
pub(crate) fn summary(attrs: &[Attribute]) -> TokenStream {
    attrs
        .iter()
        .find(|attr| attr.path().is_ident("doc"))
        .to_token_stream()
}

/// `T` of a type written `Wrapper<T>`, whatever path leads to the wrapper.
pub(crate) fn inside<'a>(ty: &'a Type, wrapper: &str) -> Option<&'a Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last()?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    match arguments.args.first()? {
        GenericArgument::Type(inner) if last.ident == wrapper => Some(inner),
        _ => None,
    }
}

/// Whether the type's last segment has this name.
pub(crate) fn is_named(ty: &Type, name: &str) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == name))
}
