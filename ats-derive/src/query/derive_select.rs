//! `#[derive(Select)]`: a struct of a user's own as the rows of a query.

mod attrs;
mod print;

use std::fmt::Write as _;
use std::ops::Range;

use ats_schema::names::nearest;
use ats_schema::schema::{Lookup, Object, Schema as _};
use ats_schema::soql::Dialect;
use ats_schema::soql::check::{Class, Column, Finding, Item, Options, Output, check_text};
use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens as _, quote};
use syn::DeriveInput;

use self::attrs::{Aggregate, Member, Struct, Wanted};
use super::out_of_step::out_of_step;
use super::question::{Answer, Question};
use crate::attr::{Errors, inside};

/// Hands the struct to the macro of the object it names.
pub(super) fn enter(input: &DeriveInput) -> syn::Result<TokenStream> {
    let it = Struct::parse(input)?;
    let object = &it.object;
    Ok(quote!(#object! { @ select { #input } }))
}

/// What a field of the struct is filled from.
enum Source {
    /// The columns that stand in this range of the query.
    Column(Range<usize>),
    Parent {
        relationship: String,
        row: Box<syn::Type>,
        target: TokenStream,
    },
    Children {
        relationship: String,
        row: Box<syn::Type>,
        child: TokenStream,
    },
}

/// A field of the struct, and where it comes from.
struct Bound<'a> {
    member: &'a Member,
    source: Source,
}

pub(super) fn select(question: &Question) -> syn::Result<Answer> {
    let (api, input) = split(question)?;
    let input: DeriveInput = syn::parse2(input)?;
    let it = Struct::parse(&input)?;
    let Some(object) = question.org.known(&api) else {
        return Ok(match question.org.object(&api) {
            Lookup::Announced(name) => Answer::Wanted(name.to_owned()),
            Lookup::Opaque { help, .. } => {
                let help = help.unwrap_or("generate it too");
                let message = format!("{api} is not known here: {help}");
                return Err(syn::Error::new_spanned(&it.object, message));
            }
            _ => return Err(out_of_step(&format!("it has no object {api}"))),
        });
    };
    if !object.queryable {
        let message =
            format!("{api} cannot be queried by the user that the crate was generated for");
        return Err(syn::Error::new_spanned(&it.object, message));
    }
    let mut errors = Errors::default();
    let is_grouped = it.members.iter().any(|member| member.aggregate.is_some());
    let mut soql = String::from("SELECT ");
    let mut bound = Vec::with_capacity(it.members.len());
    let mut groups = Vec::new();
    let mut columns = 0;
    for member in &it.members {
        let wanted = match &member.wanted {
            Some(wanted) => wanted.clone(),
            None => Wanted::Names(vec![member.ident.clone()]),
        };
        // A whole parent, or children.
        if let (Wanted::Names(names), None) = (&wanted, &member.aggregate)
            && let [name] = names.as_slice()
            && let Some(found) = relationship(question, object, member, name, &mut errors)
        {
            let source = match found {
                Found::Source(source) => *source,
                Found::Wanted(object) => return Ok(Answer::Wanted(object)),
                Found::Wrong => continue,
            };
            if is_grouped {
                errors.at(
                    name.span(),
                    "a query of groups has columns, no records: select a field of it",
                );
            }
            bound.push(Bound { member, source });
            continue;
        }
        let path = match path(question, object, &wanted, member, &mut errors) {
            Path::Known(path) => path,
            Path::Wanted(object) => return Ok(Answer::Wanted(object)),
            Path::Wrong => continue,
        };
        let text = match member.aggregate {
            Some(Aggregate { function, .. }) => format!("{function}({path})"),
            None => {
                groups.push(path.clone());
                path
            }
        };
        soql.push_str(if columns == 0 { "" } else { ", " });
        columns += 1;
        let start = soql.len();
        soql.push_str(&text);
        if is_grouped {
            // Writing to a `String` does not fail.
            let _ = write!(soql, " c{}", bound.len());
        }
        let source = Source::Column(start..soql.len());
        bound.push(Bound { member, source });
    }
    if columns == 0 {
        soql.push_str("Id");
    }
    let _ = write!(soql, " FROM {api}");
    // Where each grouped column stands a second time, in the order of those that are grouped.
    let mut grouped = Vec::new();
    if is_grouped && !groups.is_empty() {
        soql.push_str(" GROUP BY ");
        for (at, group) in groups.iter().enumerate() {
            soql.push_str(if at == 0 { "" } else { ", " });
            let start = soql.len();
            soql.push_str(group);
            grouped.push(start..soql.len());
        }
    }
    errors.finish()?;
    let checked = check_text(&soql, Dialect::Macro, &question.org, &Options::default());
    let (_, report) =
        checked.map_err(|error| syn::Error::new(it.ident.span(), error.render(&soql)))?;
    if let Some(wanted) = report.wanted.first() {
        return Ok(Answer::Wanted(wanted.clone()));
    }
    let mut errors = Errors::default();
    for finding in &report.findings {
        if *finding.class() != Class::NeverMatches {
            errors.at(place(finding, &bound, &grouped, &it), finding);
        }
    }
    errors.finish()?;
    let record;
    let output = match (&report.output, columns) {
        // The `Id` that stands for nothing.
        (Output::Records(of), 0) => {
            record = ats_schema::soql::check::Record {
                object: of.object,
                items: Vec::new(),
            };
            Output::Records(record)
        }
        (output, _) => output.clone(),
    };
    let groups = if is_grouped { groups } else { Vec::new() };
    print::print(question, &it, object, &bound, &output, &soql, &groups).map(Answer::Done)
}

/// The API name that the object's macro adds, and the struct.
fn split(question: &Question) -> syn::Result<(String, TokenStream)> {
    let mut tokens = question.input.clone().into_iter();
    match (tokens.next(), tokens.next(), tokens.next()) {
        (Some(api), Some(TokenTree::Group(input)), None) => {
            let api: syn::LitStr = syn::parse2(api.into())?;
            Ok((api.value(), Group::stream(&input)))
        }
        _ => Err(out_of_step("it does not pass the struct on")),
    }
}

/// Where to show a finding: at the field whose column it is about.
fn place(finding: &Finding, bound: &[Bound<'_>], grouped: &[Range<usize>], it: &Struct) -> Span {
    let at = finding.span().start as usize;
    let is_at = |bound: &&Bound<'_>| match &bound.source {
        Source::Column(range) => range.contains(&at),
        _ => false,
    };
    let by_group = || {
        let number = grouped.iter().position(|range| range.contains(&at))?;
        bound
            .iter()
            .filter(|bound| bound.member.aggregate.is_none())
            .nth(number)
    };
    let found = bound.iter().find(is_at).or_else(by_group);
    found.map_or_else(|| it.ident.span(), |bound| bound.member.span())
}

/// What a name of a relationship leads to.
enum Found {
    Source(Box<Source>),
    /// Not before this object is known.
    Wanted(String),
    /// An error has been told.
    Wrong,
}

/// A parent or children of this Rust name.
fn relationship(
    question: &Question,
    object: &Object,
    member: &Member,
    name: &Ident,
    errors: &mut Errors,
) -> Option<Found> {
    let text = name.to_string();
    let is_it = |known: &Option<String>| is_named(known.as_deref(), &text);
    if let Some(field) = object.fields.iter().find(|field| is_it(&field.rust_parent)) {
        let relationship = field.relationship.clone()?;
        if field.is_polymorphic() {
            let message = format!(
                "{relationship} leads to records of several objects: select `{text}.name`, or use \
                 soql! with TYPEOF {relationship}"
            );
            errors.at(member.span(), message);
            return Some(Found::Wrong);
        }
        let target = field.targets.first().cloned().unwrap_or_default();
        let target = match question.org.rust_type(&target) {
            Some(target) => target,
            None => {
                let message = format!(
                    "{relationship} leads to {target}, of which the generated crate has no type: \
                     select fields of it, `#[select(\"{relationship}.Name\")]`"
                );
                errors.at(member.span(), message);
                return Some(Found::Wrong);
            }
        };
        let row = inside(&member.ty, "Option").unwrap_or(&member.ty);
        let row = inside(row, "Box").unwrap_or(row).clone();
        return Some(Found::Source(Box::new(Source::Parent {
            relationship,
            row: Box::new(row),
            target,
        })));
    }
    let child = object
        .children
        .iter()
        .find(|child| is_it(&child.rust_name))?;
    let Some(row) = inside(&member.ty, "Vec").or_else(|| inside(&member.ty, "Rows")) else {
        let message = format!(
            "{} brings several records: the field is a `Vec` or `Rows` of a struct that derives \
             `Select`",
            child.relationship
        );
        errors.push(syn::Error::new_spanned(&member.ty, message));
        return Some(Found::Wrong);
    };
    let help = match question.org.object(&child.object) {
        Lookup::Known(_) => None,
        Lookup::Announced(name) => return Some(Found::Wanted(name.to_owned())),
        Lookup::Opaque { help, .. } => help,
        Lookup::Unknown => Some("the generated crate has no type for it"),
    };
    if let Some(help) = help {
        let (relationship, object) = (&child.relationship, &child.object);
        let message = format!("{relationship} brings records of {object}, not known here: {help}");
        errors.at(member.span(), message);
        return Some(Found::Wrong);
    }
    Some(Found::Source(Box::new(Source::Children {
        relationship: child.relationship.clone(),
        row: Box::new(row.clone()),
        child: question.org.rust_type(&child.object)?,
    })))
}

/// A path in SOQL.
enum Path {
    Known(String),
    /// Not before this object is known.
    Wanted(String),
    /// An error has been told.
    Wrong,
}

/// The API names for a path of Rust names.
fn path(
    question: &Question,
    object: &Object,
    wanted: &Wanted,
    member: &Member,
    errors: &mut Errors,
) -> Path {
    let names = match wanted {
        Wanted::Api(path) => return Path::Known(path.value()),
        // `COUNT()` of groups counts records.
        Wanted::Names(names) if names.is_empty() => return Path::Known("Id".to_owned()),
        Wanted::Names(names) => names,
    };
    let mut path = String::new();
    let mut object = object;
    for (at, name) in names.iter().enumerate() {
        let text = name.to_string();
        let text = text.trim_start_matches("r#");
        let is_it = |known: &Option<String>| is_named(known.as_deref(), text);
        if at + 1 == names.len() {
            if let Some(field) = object.fields.iter().find(|field| is_it(&field.rust_name)) {
                path.push_str(&field.name);
                return Path::Known(path);
            }
            errors.at(name.span(), no_such(object, text, member));
            return Path::Wrong;
        }
        let Some(field) = object.fields.iter().find(|field| is_it(&field.rust_parent)) else {
            errors.at(name.span(), no_such(object, text, member));
            return Path::Wrong;
        };
        let relationship = field.relationship.as_deref().unwrap_or_default();
        let _ = write!(path, "{relationship}.");
        // The fields that all records have in common go by their names.
        if field.is_polymorphic() {
            let rest = &names[at + 1..];
            let rest: Vec<String> = rest.iter().map(|name| pascal(&name.to_string())).collect();
            path.push_str(&rest.join("."));
            return Path::Known(path);
        }
        let target = field.targets.first().map_or("", String::as_str);
        object = match question.org.object(target) {
            Lookup::Known(object) => object,
            Lookup::Announced(name) => return Path::Wanted(name.to_owned()),
            _ => {
                let rest = &names[at + 1..];
                let rest: Vec<String> = rest.iter().map(|name| pascal(&name.to_string())).collect();
                path.push_str(&rest.join("."));
                return Path::Known(path);
            }
        };
    }
    Path::Known(path)
}

/// Whether a name that a user wrote is that of the generated type: where it is a keyword, that has an
/// underscore after it, and the user may as well have `r#` before it.
fn is_named(known: Option<&str>, text: &str) -> bool {
    let text = text.trim_start_matches("r#");
    known.is_some_and(|known| known == text || known.strip_suffix('_') == Some(text))
}

/// `last_name` → `LastName`: how Salesforce names the fields of its own objects.
fn pascal(name: &str) -> String {
    let words = name.split('_').map(|word| {
        let mut letters = word.chars();
        let first = letters.next().map(|c| c.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    });
    words.collect()
}

/// The message for a name that is none.
fn no_such(object: &Object, name: &str, member: &Member) -> String {
    let fields = object
        .fields
        .iter()
        .filter_map(|field| field.rust_name.as_deref());
    let parents = object
        .fields
        .iter()
        .filter_map(|field| field.rust_parent.as_deref());
    let children = object
        .children
        .iter()
        .filter_map(|child| child.rust_name.as_deref());
    let known = fields.chain(parents).chain(children);
    let whole = format!("{} has no field or relationship `{name}`", object.name);
    // An API name where a Rust name stands.
    let by_api = object
        .fields
        .iter()
        .find(|field| field.name.eq_ignore_ascii_case(name));
    match by_api
        .and_then(|field| field.rust_name.as_deref())
        .or_else(|| nearest(name, known))
    {
        Some(nearest) if member.wanted.is_some() => format!("{whole}; did you mean `{nearest}`?"),
        Some(nearest) => format!(
            "{whole}; did you mean `{nearest}`? (a field of another name says which it is: \
             `#[select({nearest})]`)"
        ),
        None => format!("{whole}: a field of another name says which it is, `#[select(name)]`"),
    }
}

/// The columns of an answer, by where they stand in the query.
fn columns<'r, 's>(output: &'r Output<'s>) -> Vec<(Vec<&'r str>, &'r Column<'s>)> {
    fn collect<'r, 's>(
        items: &'r [Item<'s>],
        path: &[&'r str],
        out: &mut Vec<(Vec<&'r str>, &'r Column<'s>)>,
    ) {
        for item in items {
            match item {
                Item::Column(column) => out.push((path.to_vec(), column)),
                Item::Parent { name, record, .. } => {
                    let mut path = path.to_vec();
                    path.push(name);
                    collect(&record.items, &path, out);
                }
                _ => {}
            }
        }
    }
    let mut out = Vec::new();
    match output {
        Output::Records(record) => collect(&record.items, &[], &mut out),
        Output::Groups(columns) => out.extend(columns.iter().map(|column| (Vec::new(), column))),
        _ => {}
    }
    out
}

impl Member {
    /// Where to show what is wrong with it.
    fn span(&self) -> Span {
        match &self.wanted {
            Some(Wanted::Names(names)) if !names.is_empty() => names[names.len() - 1].span(),
            Some(Wanted::Api(path)) => path.span(),
            _ => self.ident.span(),
        }
    }

    fn ty_span(&self) -> Span {
        let mut tokens = self.ty.to_token_stream().into_iter();
        let first = tokens
            .next()
            .map_or_else(Span::call_site, |token| token.span());
        tokens
            .last()
            .and_then(|last| first.join(last.span()))
            .unwrap_or(first)
    }
}
