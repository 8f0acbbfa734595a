//! `#[derive(Polymorphic)]`.

use std::collections::HashMap;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens as _, quote};
use syn::punctuated::Punctuated;
use syn::{Data, DeriveInput, Fields, LitStr, Path, Token, Type, Variant};

use crate::attr::{self, Errors, Given};
use crate::standard_traits::eq_and_debug;
use crate::{nesting, text};

struct Target {
    ident: Ident,
    object: String,
    holds: Type,
}

/// The expansion of an item's tokens.
pub(crate) fn expand(input: TokenStream) -> syn::Result<TokenStream> {
    nesting::check(&input)?;
    derive(syn::parse2(input)?)
}

pub(crate) fn derive(input: DeriveInput) -> syn::Result<TokenStream> {
    let Data::Enum(data) = &input.data else {
        return Err(syn::Error::new_spanned(
            &input.ident,
            "`Polymorphic` is derived for an enum",
        ));
    };
    attr::no_generics(&input.generics, "a polymorphic parent")?;
    let mut errors = Errors::default();
    let mut given = Given::default();
    let mut krate: Option<Path> = None;
    let mut refers_to = Punctuated::<Path, Token![,]>::new();
    for attr in attr::named(&input.attrs, "polymorphic") {
        let result = attr.parse_nested_meta(|meta| {
            if meta.path.is_ident("refers_to") {
                let content;
                syn::parenthesized!(content in meta.input);
                let parse = Path::parse_mod_style;
                refers_to.extend(Punctuated::<_, Token![,]>::parse_terminated_with(
                    &content, parse,
                )?);
            } else if meta.path.is_ident("crate") {
                given.once(&meta, "crate")?;
                krate = Some(attr::krate(&meta)?);
            } else {
                return Err(attr::unknown(&meta, &["refers_to", "crate"]));
            }
            Ok(())
        });
        errors.take(result);
    }
    let mut targets = Vec::new();
    let mut seen = HashMap::new();
    let mut other = None;
    for variant in &data.variants {
        match errors.take(parse_variant(variant)) {
            Some((Some(object), holds)) => {
                let name = object.to_ascii_lowercase();
                if let Some(before) = seen.insert(name, variant.ident.clone()) {
                    let message = format!("`{before}` holds the records of `{object}` already");
                    errors.at(variant.ident.span(), message);
                }
                targets.push(Target {
                    ident: variant.ident.clone(),
                    object,
                    holds,
                });
            }
            Some((None, _)) => {
                if let Some(before) = other.replace(variant.ident.clone()) {
                    errors.at(
                        variant.ident.span(),
                        format!("`{before}` takes all other objects already"),
                    );
                }
            }
            None => {}
        }
    }
    let Some(other) = other else {
        errors.at(
            input.ident.span(),
            "a polymorphic parent needs a variant for objects it does not name: \
             `#[polymorphic(other)] Other(Box<UntypedRecord>)`",
        );
        errors.finish()?;
        return Ok(TokenStream::new());
    };
    errors.finish()?;
    let rt = attr::runtime(krate.as_ref());
    print(&input.ident, &rt, &targets, &other, &refers_to)
}

/// The object of a variant, `None` for the one that takes all others, and what it holds.
fn parse_variant(variant: &Variant) -> syn::Result<(Option<String>, Type)> {
    let mut object = None;
    let mut is_other = false;
    for attr in attr::named(&variant.attrs, "polymorphic") {
        attr.parse_args_with(|input: syn::parse::ParseStream<'_>| {
            if input.peek(LitStr) {
                let name: LitStr = input.parse()?;
                if object.is_some() {
                    let message = "a variant holds the records of one object: keep one of the two";
                    return Err(syn::Error::new(name.span(), message));
                }
                object = Some(attr::checked_api_name(&name)?);
            } else {
                let word: Ident = input.parse()?;
                if word != "other" {
                    let message = format!("unknown attribute `{word}`; did you mean `other`?");
                    return Err(syn::Error::new(word.span(), message));
                }
                is_other = true;
            }
            Ok(())
        })?;
    }
    if let Fields::Unnamed(fields) = &variant.fields
        && let [field] = &*fields.unnamed.iter().collect::<Vec<_>>()
        && attr::inside(&field.ty, "Related").is_none()
        && attr::inside(&field.ty, "Box").is_none()
    {
        let ty = field.ty.to_token_stream();
        let message = format!("a variant holds its record as a `Related<{ty}>`");
        return Err(syn::Error::new_spanned(&field.ty, message));
    }
    match &variant.fields {
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 && (object.is_some() != is_other) => {
            Ok((object, fields.unnamed[0].ty.clone()))
        }
        _ => Err(syn::Error::new_spanned(
            variant,
            "a variant holds one record and names its object, \
             `#[polymorphic(\"Contact\")] Contact(Related<Contact>)`, or is the one for all others",
        )),
    }
}

fn print(
    ident: &Ident,
    rt: &TokenStream,
    targets: &[Target],
    other: &Ident,
    refers_to: &Punctuated<Path, Token![,]>,
) -> syn::Result<TokenStream> {
    let [mut made, mut lent, mut lent_mut, mut cloned] = [const { String::new() }; 4];
    for Target { ident, object, .. } in targets {
        let object = text::string(object);
        made += &format!("{object} => Self::{ident}(__rt::Default::default()),");
        lent += &format!("Self::{ident}(record) => __rt::related(record),");
        lent_mut += &format!("Self::{ident}(record) => __rt::related_mut(record),");
        cloned += &format!("Self::{ident}(record) => Self::{ident}(__rt::Clone::clone(record)),");
    }
    let impls = text::tokens(&format!(
        "
#[automatically_derived]
#[diagnostic::do_not_recommend]
impl __rt::PolyRecord for {ident} {{
    fn of(object: &str) -> Self {{
        match object {{
            {made}
            _ => Self::{other}(__rt::untyped(object)),
        }}
    }}
    fn record(&self) -> &dyn __rt::Record {{
        match self {{
            {lent}
            Self::{other}(record) => &**record,
        }}
    }}
    fn record_mut(&mut self) -> &mut dyn __rt::Record {{
        match self {{
            {lent_mut}
            Self::{other}(record) => &mut **record,
        }}
    }}
}}
#[automatically_derived]
#[diagnostic::do_not_recommend]
impl __rt::Value for {ident} {{
    const SHAPE: __rt::Shape = __rt::Shape::Nested;
    fn read(input: __rt::Input<'_>) -> __rt::Result<Self, __rt::Mismatch> {{
        __rt::not_nested(input)
    }}
    fn write(&self) -> __rt::Output<'_> {{
        __rt::Output::Record(__rt::PolyRecord::record(self))
    }}
    fn nested(slot: &mut __rt::Option<Self>) -> __rt::Option<__rt::Nested<'_>> {{
        __rt::Some(__rt::Nested::Poly(slot))
    }}
}}
#[automatically_derived]
impl __rt::Clone for {ident} {{
    fn clone(&self) -> Self {{
        match self {{
            {cloned}
            Self::{other}(record) => Self::{other}(__rt::Clone::clone(record)),
        }}
    }}
}}
{comparing}
",
        comparing = eq_and_debug(ident, "poly", "self, f"),
    ))?;
    let held = (targets.iter())
        .map(|target| attr::inside(&target.holds, "Related").unwrap_or(&target.holds))
        .map(|ty| quote!(impl __rt::RefersTo<#ty> for #ident {}));
    let named = (refers_to.iter()).map(|path| quote!(impl __rt::RefersTo<#path> for #ident {}));
    let objects = targets.iter().map(|target| &target.object);
    let names = (refers_to.iter()).map(|path| quote!(<#path as __rt::SObject>::NAME));
    Ok(quote! {
        const _: () = {
            use #rt as __rt;
            #impls
            #[automatically_derived]
            impl __rt::ReferenceTarget for #ident {
                const OBJECTS: &'static [&'static str] = &[#(#objects,)* #(#names),*];
            }
            #(#held)*
            #(#named)*
        };
    })
}
