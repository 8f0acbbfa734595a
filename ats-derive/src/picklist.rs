//! `#[derive(Picklist)]`.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::parse::Parser as _;
use syn::{Data, DeriveInput, Fields, LitStr, Path, Type, Variant};

use crate::attr::{self, Errors, Given};
use crate::standard_traits::eq_and_debug;
use crate::{nesting, text};

const ENUM: &[&str] = &["controlled_by", "serde", "crate"];
const VARIANT: &[&str] = &["label", "inactive", "valid_for", "unlisted"];

struct Value {
    ident: Ident,
    value: String,
    /// Empty where it is the value.
    label: String,
    inactive: bool,
    valid_for: Option<String>,
}

impl Value {
    fn label(&self) -> &str {
        match self.label.as_str() {
            "" => &self.value,
            label => label,
        }
    }
}

enum Parsed {
    Listed(Value),
    /// The flag is true if the attribute has no other words.
    Unlisted(Ident, Box<Type>, bool),
}

/// An enum, as it says itself.
struct Picklist {
    ident: Ident,
    rt: TokenStream,
    values: Vec<Value>,
    controller: Option<Type>,
    /// The variant for the values that are not listed.
    unlisted: Ident,
    restricted: bool,
    serde: bool,
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
            "`Picklist` is derived for an enum",
        ));
    };
    attr::no_generics(&input.generics, "a picklist")?;
    let mut errors = Errors::default();
    let mut given = Given::default();
    let mut krate: Option<Path> = None;
    let mut controller: Option<Type> = None;
    let mut serde = false;
    for attr in attr::named(&input.attrs, "picklist") {
        let result = attr.parse_nested_meta(|meta| {
            if meta.path.is_ident("controlled_by") {
                given.once(&meta, "controlled_by")?;
                controller = Some(meta.value()?.parse()?);
            } else if meta.path.is_ident("serde") {
                serde = true;
            } else if meta.path.is_ident("crate") {
                given.once(&meta, "crate")?;
                krate = Some(attr::krate(&meta)?);
            } else {
                return Err(attr::unknown(&meta, ENUM));
            }
            Ok(())
        });
        errors.take(result);
    }
    let mut values = Vec::new();
    let mut unlisted = None;
    let mut seen = std::collections::HashMap::new();
    for variant in &data.variants {
        match errors.take(parse_variant(variant)) {
            Some(Parsed::Listed(value)) => {
                if controller.is_some() && value.valid_for.is_none() {
                    errors.at(
                        value.ident.span(),
                        "a dependent value needs `valid_for = \"…\"`, the describe's bitmap of the \
                         controlling values it goes with",
                    );
                }
                if let Some(before) = seen.insert(value.value.clone(), value.ident.clone()) {
                    let message = format!("`{before}` is the value {:?} already", value.value);
                    errors.at(value.ident.span(), message);
                }
                values.push(value);
            }
            Some(Parsed::Unlisted(ident, ty, is_alone)) => {
                let span = ident.span();
                if !is_alone {
                    let message = "`unlisted` cannot be combined with `label`, `inactive` or \
                                   `valid_for`: write `#[picklist(unlisted)]` alone";
                    errors.at(span, message);
                }
                if let Some((before, _)) = unlisted.replace((ident, ty)) {
                    errors.at(
                        span,
                        format!("`{before}` takes the values not listed already"),
                    );
                }
            }
            None => {}
        }
    }
    let Some((unlisted, payload)) = unlisted else {
        errors.at(
            input.ident.span(),
            "a picklist needs a variant for values it does not list: \
             `#[picklist(unlisted)] Unknown(Unlisted)` if it is restricted, \
             `#[picklist(unlisted)] Other(String)` if it is open",
        );
        errors.finish()?;
        return Ok(TokenStream::new());
    };
    errors.finish()?;
    print(&Picklist {
        ident: input.ident,
        rt: attr::runtime(krate.as_ref()),
        values,
        controller,
        unlisted,
        restricted: attr::is_named(&payload, "Unlisted"),
        serde,
    })
}

fn parse_variant(variant: &Variant) -> syn::Result<Parsed> {
    let mut value: Option<LitStr> = None;
    let mut is_unlisted = false;
    let mut given = Given::default();
    let mut out = Value {
        ident: variant.ident.clone(),
        value: String::new(),
        label: String::new(),
        inactive: false,
        valid_for: None,
    };
    for attr in attr::named(&variant.attrs, "picklist") {
        attr.parse_args_with(|input: syn::parse::ParseStream<'_>| {
            if input.peek(LitStr) {
                let literal: LitStr = input.parse()?;
                if value.is_some() {
                    let message = "a variant has one value: keep one of the two";
                    return Err(syn::Error::new(literal.span(), message));
                }
                value = Some(literal);
                if input.is_empty() {
                    return Ok(());
                }
                input.parse::<syn::Token![,]>()?;
            }
            syn::meta::parser(|meta| {
                if meta.path.is_ident("label") {
                    given.once(&meta, "label")?;
                    out.label = attr::string(&meta)?;
                } else if meta.path.is_ident("valid_for") {
                    given.once(&meta, "valid_for")?;
                    let bitmap: LitStr = meta.value()?.parse()?;
                    if let Err(error) = ats_schema::rules::picklist::bits(&bitmap.value()) {
                        let message = format!("`valid_for` is the describe's `validFor`: {error}");
                        return Err(syn::Error::new(bitmap.span(), message));
                    }
                    out.valid_for = Some(bitmap.value());
                } else if meta.path.is_ident("inactive") {
                    out.inactive = true;
                } else if meta.path.is_ident("unlisted") {
                    is_unlisted = true;
                } else {
                    return Err(attr::unknown(&meta, VARIANT));
                }
                Ok(())
            })
            .parse2(input.parse()?)
        })?;
    }
    let is_alone = out.label.is_empty() && !out.inactive && out.valid_for.is_none();
    let value = value.map(|value| value.value());
    match (&variant.fields, value) {
        (Fields::Unnamed(fields), None) if is_unlisted && fields.unnamed.len() == 1 => Ok(
            Parsed::Unlisted(out.ident, Box::new(fields.unnamed[0].ty.clone()), is_alone),
        ),
        (Fields::Unit, Some(value)) if !is_unlisted => Ok(Parsed::Listed(Value { value, ..out })),
        _ => Err(syn::Error::new_spanned(
            variant,
            "a picklist's variant is a plain one with its value, `#[picklist(\"On Site\")] OnSite`, \
             or takes the values not listed, `#[picklist(unlisted)] Unknown(Unlisted)`",
        )),
    }
}

fn print(picklist: &Picklist) -> syn::Result<TokenStream> {
    let Picklist {
        ident,
        rt,
        values,
        controller,
        unlisted,
        restricted,
        serde,
    } = picklist;
    let listed = text::list(values.iter().map(|value| text::string(&value.value)));
    // None at all where each value is labelled with itself.
    let is_labelled = (values.iter()).any(|value| value.label() != value.value);
    let labels = values.iter().filter(|_| is_labelled);
    let labels = text::list(labels.map(|value| text::string(value.label())));
    let (mut inactive, mut make, mut locate) = (Vec::new(), String::new(), String::new());
    for (index, value) in (0..).zip(values) {
        let variant = &value.ident;
        if value.inactive {
            inactive.push(index);
        }
        make += &format!("{index} => Self::{variant},");
        locate += &format!("Self::{variant} => {index},");
    }
    let inactive = text::list(inactive);
    let (from_text, to_text) = if *restricted {
        ("__rt::unlisted(value)", "value.as_str()")
    } else {
        ("__rt::From::from(value)", "value")
    };
    let impls = text::tokens(&format!(
        "
#[automatically_derived]
#[diagnostic::do_not_recommend]
impl __rt::Picklist for {ident} {{
    const VALUES: __rt::ValueSet =
        __rt::ValueSet::new({listed}, {labels}, {inactive}, {restricted});
    #[inline(never)]
    fn make(index: usize, value: &str) -> Self {{
        match index {{
            {make}
            _ => Self::{unlisted}({from_text}),
        }}
    }}
    #[inline(never)]
    fn locate(&self) -> __rt::Result<usize, &str> {{
        __rt::Ok(match self {{
            {locate}
            Self::{unlisted}(value) => return __rt::Err({to_text}),
        }})
    }}
}}
#[automatically_derived]
impl __rt::Display for {ident} {{
    fn fmt(&self, f: &mut __rt::Formatter<'_>) -> __rt::Shown {{
        __rt::show_picklist(self, f)
    }}
}}
#[automatically_derived]
impl __rt::Clone for {ident} {{
    fn clone(&self) -> Self {{
        __rt::clone_picklist(self)
    }}
}}
#[automatically_derived]
impl __rt::Eq for {ident} {{}}
#[automatically_derived]
impl __rt::Hash for {ident} {{
    fn hash<H: __rt::Hasher>(&self, state: &mut H) {{
        __rt::hash_picklist(self, state)
    }}
}}
#[automatically_derived]
impl __rt::FromStr for {ident} {{
    type Err = __rt::UnlistedValue;
    fn from_str(text: &str) -> __rt::Result<Self, __rt::UnlistedValue> {{
        __rt::parse_picklist(text)
    }}
}}
{comparing}
",
        comparing = eq_and_debug(ident, "picklist", "self, f"),
    ))?;
    let dependent = controller.as_ref().map(|controller| {
        let valid_for = values
            .iter()
            .map(|value| value.valid_for.as_deref().unwrap_or_default());
        quote! {
            #[automatically_derived]
            #[diagnostic::do_not_recommend]
            impl __rt::DependentPicklist for #ident {
                type Controller = #controller;
                const VALID_FOR: &'static [&'static str] = &[#(#valid_for),*];
            }
            #[automatically_derived]
            impl __rt::DependsOn<#controller> for #ident {
                fn is_pair(controller: &str, value: &str) -> bool {
                    __rt::is_valid_pair::<Self>(controller, value)
                }
            }
        }
    });
    let serde = serde.then(|| serde_impls(ident));
    Ok(quote! {
        const _: () = {
            use #rt as __rt;
            #impls
            #dependent
            #serde
        };
    })
}

/// serde's traits, on request: two generic impls an enum cost a crate of a hundred enums a sixth of
/// its time to check, and records read and write their picklists without them.
fn serde_impls(ident: &Ident) -> TokenStream {
    quote! {
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl __rt::Serialize for #ident {
            fn serialize<S: __rt::Serializer>(
                &self,
                serializer: S,
            ) -> __rt::Result<S::Ok, S::Error> {
                __rt::serialize_value(self, serializer)
            }
        }
        #[automatically_derived]
        impl<'de> __rt::Deserialize<'de> for #ident {
            fn deserialize<D: __rt::Deserializer<'de>>(
                deserializer: D,
            ) -> __rt::Result<Self, D::Error> {
                __rt::deserialize_value(deserializer)
            }
        }
    }
}
