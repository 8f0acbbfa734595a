//! The struct, its fields, and what `#[select(…)]` says of them.

use ats_schema::rules::api_name::is_api_name;
use proc_macro2::Ident;
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Data, DeriveInput, Fields, LitStr, Path, Token, Type, Visibility};

use crate::attr::Errors;

/// A struct that derives `Select`.
pub(super) struct Struct {
    pub(super) ident: Ident,
    pub(super) vis: Visibility,
    /// The object's type, as the user names it.
    pub(super) object: Path,
    pub(super) members: Vec<Member>,
}

/// A field of it.
pub(super) struct Member {
    pub(super) ident: Ident,
    pub(super) ty: Type,
    /// What it selects, where that is not what has its name.
    pub(super) wanted: Option<Wanted>,
    pub(super) aggregate: Option<Aggregate>,
}

/// A field, of the object or of a parent.
#[derive(Clone)]
pub(super) enum Wanted {
    /// `account.name`; nothing for `count` alone.
    Names(Vec<Ident>),
    /// `"bpats__Account__r.Name"`
    Api(LitStr),
}

/// An aggregate function.
pub(super) struct Aggregate {
    /// As SOQL writes it.
    pub(super) function: &'static str,
}

/// The aggregate functions, and what SOQL calls them.
const FUNCTIONS: [(&str, &str); 6] = [
    ("count", "COUNT"),
    ("count_distinct", "COUNT_DISTINCT"),
    ("sum", "SUM"),
    ("avg", "AVG"),
    ("min", "MIN"),
    ("max", "MAX"),
];

impl Struct {
    pub(super) fn parse(input: &DeriveInput) -> syn::Result<Self> {
        let what = "`Select` is derived for a struct with one named field for each thing selected";
        let Data::Struct(data) = &input.data else {
            return Err(syn::Error::new_spanned(&input.ident, what));
        };
        let Fields::Named(fields) = &data.fields else {
            return Err(syn::Error::new_spanned(&input.ident, what));
        };
        if !input.generics.params.is_empty() {
            let message = "a row has no generic parameters";
            return Err(syn::Error::new_spanned(&input.generics, message));
        }
        let mut objects = input.attrs.iter().filter(|it| it.path().is_ident("select"));
        let object = match (objects.next(), objects.next()) {
            (Some(attr), None) => object(attr)?,
            (None, _) => {
                let message = "which object? Say it over the struct: #[select(Job)]";
                return Err(syn::Error::new_spanned(&input.ident, message));
            }
            (Some(_), Some(second)) => {
                let message = "a row is of one object";
                return Err(syn::Error::new_spanned(second, message));
            }
        };
        let mut errors = Errors::default();
        let mut members = Vec::with_capacity(fields.named.len());
        for field in &fields.named {
            let Some(ident) = &field.ident else { continue };
            let mut member = Member {
                ident: ident.clone(),
                ty: field.ty.clone(),
                wanted: None,
                aggregate: None,
            };
            for attr in field.attrs.iter().filter(|it| it.path().is_ident("select")) {
                if member.wanted.is_some() {
                    let message = "a field selects one thing: keep one `#[select(…)]`";
                    errors.push(syn::Error::new_spanned(attr, message));
                }
                if let Some(said) = errors.take(attr.parse_args::<Said>()) {
                    member.wanted = said.wanted;
                    member.aggregate = said.aggregate;
                }
            }
            members.push(member);
        }
        if members.is_empty() {
            errors.at(input.ident.span(), "a row without fields selects nothing");
        }
        errors.finish()?;
        Ok(Self {
            ident: input.ident.clone(),
            vis: input.vis.clone(),
            object,
            members,
        })
    }
}

/// The object of `#[select(Job)]`. Its name is also that of a macro, which is called.
fn object(attr: &Attribute) -> syn::Result<Path> {
    let wrong = |span| {
        let message = "name the object by the path of its type, such as `Job` or `my_org::Job`";
        syn::Error::new(span, message)
    };
    let path = attr
        .parse_args_with(Path::parse_mod_style)
        .map_err(|error| wrong(error.span()))?;
    match path.segments.last() {
        Some(last) if syn::parse_str::<Ident>(&last.ident.to_string()).is_err() => {
            Err(wrong(last.ident.span()))
        }
        _ => Ok(path),
    }
}

/// A path of API names, such as `"bpats__Account__r.Name"`.
fn api_path(path: LitStr) -> syn::Result<LitStr> {
    if path.value().split('.').all(is_api_name) {
        return Ok(path);
    }
    let message = format!(
        "{:?} is not a path of API names, such as `bpats__Account__r.Name`",
        path.value()
    );
    Err(syn::Error::new(path.span(), message))
}

/// What stands in a field's `#[select(…)]`.
struct Said {
    wanted: Option<Wanted>,
    aggregate: Option<Aggregate>,
}

impl Parse for Said {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut aggregate = None;
        if input.peek(Ident::peek_any) {
            let ahead = input.fork();
            let name: Ident = ahead.call(Ident::parse_any)?;
            let is_call = ahead.peek(Token![=]) || (name == "count" && ahead.is_empty());
            if is_call {
                input.call(Ident::parse_any)?;
                let known = FUNCTIONS.iter().find(|(known, _)| name == known);
                let Some((_, function)) = known else {
                    let known: Vec<&str> = FUNCTIONS.iter().map(|(known, _)| *known).collect();
                    let message = match ats_schema::names::nearest(
                        &name.to_string(),
                        known.iter().copied(),
                    ) {
                        Some(nearest) => {
                            format!("no aggregate function `{name}`; did you mean `{nearest}`?")
                        }
                        None => format!(
                            "no aggregate function `{name}`; there are {}",
                            known.join(", ")
                        ),
                    };
                    return Err(syn::Error::new(name.span(), message));
                };
                aggregate = Some(Aggregate { function });
                if input.is_empty() {
                    let wanted = Some(Wanted::Names(Vec::new()));
                    return Ok(Self { wanted, aggregate });
                }
                input.parse::<Token![=]>()?;
            }
        }
        let wanted = if input.peek(LitStr) {
            Wanted::Api(api_path(input.parse()?)?)
        } else {
            let mut names = vec![input.call(Ident::parse_any)?];
            while input.parse::<Option<Token![.]>>()?.is_some() {
                names.push(input.call(Ident::parse_any)?);
            }
            Wanted::Names(names)
        };
        if !input.is_empty() {
            return Err(input.error("expected one field, such as `account.name`"));
        }
        Ok(Self {
            wanted: Some(wanted),
            aggregate,
        })
    }
}
