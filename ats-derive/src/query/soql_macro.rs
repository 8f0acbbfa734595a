//! `soql!("SELECT …")`.

mod input;
mod named;

use ats_schema::soql::ast::Query;
use ats_schema::soql::check::{Class, Finding, Options, Output, Report, check_parsed};
use ats_schema::soql::{Dialect, SoqlError, Span as SoqlSpan, parse};
use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

use self::input::{Input, Override, OverrideType};
use super::question::{Answer, Question};
use super::row::{CellKind, Derived, Given, Row, root_name};
use super::{bind, literal_text, rust_type};
use crate::attr::Errors;
use crate::text;

/// What stands in `soql!`, read once, however often the org has to be asked.
pub(super) struct Asked {
    input: Input,
    /// The text of the query.
    source: String,
    query: Result<Query, SoqlError>,
}

impl Asked {
    pub(super) fn parse(input: TokenStream) -> syn::Result<Self> {
        let input: Input = syn::parse2(input)?;
        let source = literal_text::text(&input.query.token().to_string());
        let query = parse(&source, Dialect::Macro);
        Ok(Self {
            input,
            source,
            query,
        })
    }

    pub(super) fn answer(&self, question: &Question) -> syn::Result<Answer> {
        let Self {
            input,
            source,
            query,
        } = self;
        let query = match query {
            Ok(query) => query,
            Err(error) => {
                let message = error.render(source);
                return Ok(Answer::Done(wrong(question, input, &[message])));
            }
        };
        let report = check_parsed(source, query, &question.org, &Options::default());
        if let Some(wanted) = report.wanted.first() {
            return Ok(Answer::Wanted(wanted.clone()));
        }
        let mut messages: Vec<String> = (report.findings.iter())
            .filter(|finding| !(input.never_matches && *finding.class() == Class::NeverMatches))
            .map(|finding| message(finding, source))
            .collect();
        expand(question, input, source, query, &report, &mut messages).map(Answer::Done)
    }
}

/// What is wrong, and how to go on all the same where that is possible.
fn message(finding: &Finding, source: &str) -> String {
    let message = finding.render(source);
    match finding.class() {
        Class::NeverMatches => format!(
            "{message}\n   = note: Salesforce takes this and finds nothing; soql!(…, \
             allow(never_matches)) lets it pass"
        ),
        _ => message,
    }
}

fn expand(
    question: &Question,
    input: &Input,
    source: &str,
    query: &Query,
    report: &Report<'_>,
    messages: &mut Vec<String>,
) -> syn::Result<TokenStream> {
    let span = input.query.span();
    let object = match &report.output {
        Output::Records(record) => record.object,
        _ => None,
    };
    let from = query.from.first().map(|source| source.path.to_string());
    let known = from.as_deref().and_then(|name| question.org.known(name));
    let name = match &input.named {
        Some(named) => named.ident.to_string(),
        None => root_name(object.or(known)),
    };
    let mut row = Row::of(&report.output, name, &question.org);
    let extra = overrides(&mut row, &input.overrides)?;
    if let Some(named) = &input.named {
        let query = named::Parts {
            named,
            span,
            source,
            query,
            report,
        };
        return query.expand(question, row, &extra, messages);
    }
    let mut items = String::new();
    let row_type = match &row {
        Some(row) => {
            row.print("", Derived::Debug, &mut items);
            row.name.as_str()
        }
        None => "__rt::NoRow",
    };
    let (binds, outside) = references(report, span, source, messages);
    bind::checks(source, query, report, &mut items);
    let made = made(row_type, source, query, report, &binds);
    let root = &question.root;
    let errors = errors(span, messages);
    let uses_org = !extra.is_empty()
        || row.as_ref().is_some_and(Row::names_org)
        || made.contains(rust_type::ORG);
    let org = uses_org.then(|| {
        quote!(
            use #root as __org;
        )
    });
    let items = text::tokens(&items)?;
    // Errors about a bind's type are shown where the query is.
    let query = located(text::tokens(&made)?, span);
    let body = quote! {
        #errors
        #org
        use #root::__rt::v1 as __rt;
        #extra
        #items
        #query
    };
    // Outside of the block, whose items have names of their own.
    Ok(match outside.as_slice() {
        [] => quote!({ #body }),
        [(name, bind)] => quote_spanned!(span=> match &(#bind) { #name => { #body } }),
        outside => {
            let (names, binds): (Vec<_>, Vec<_>) = outside.iter().map(|(a, b)| (a, b)).unzip();
            quote_spanned!(span=> match (#(&(#binds),)*) { (#(#names,)*) => { #body } })
        }
    })
}

/// The source of the expression that makes the query, of these sources of references to the binds.
fn made(
    row_type: &str,
    source: &str,
    query: &Query,
    report: &Report<'_>,
    binds: &[String],
) -> String {
    // `ALL ROWS` is a resource of the REST API, not a clause.
    let all_rows = query.all_rows.is_some();
    let mut sent = source.to_owned();
    if let Some(span) = query.all_rows {
        let blanks = " ".repeat(span.range().len());
        sent.replace_range(span.range(), &blanks);
    }
    if report.binds.is_empty() {
        let sent = text::string(&bind::fixed(&sent));
        return format!("__rt::Checked::<{row_type}>::fixed({sent}, {all_rows})");
    }
    let start = format!("__rt::Checked::<{row_type}>::start");
    bind::bound(&start, (&sent, all_rows), query, (&report.binds, binds))
}

/// The sources of references to the binds, and those of them that are bound outside of the block that
/// the query is made in: a name, and its expression.
fn references(
    report: &Report<'_>,
    span: Span,
    source: &str,
    messages: &mut Vec<String>,
) -> (Vec<String>, Vec<(Ident, TokenStream)>) {
    let (mut references, mut outside) = (Vec::with_capacity(report.binds.len()), Vec::new());
    for (number, bind) in report.binds.iter().enumerate() {
        // No item is in the way of a variable.
        let check = format!("as &dyn Bind{number}");
        if bind::is_variable(&bind.expr) {
            references.push(format!("&{} {check}", bind.expr.trim()));
            continue;
        }
        let expr = match bind.expr.parse::<TokenStream>() {
            Ok(tokens) if !tokens.is_empty() => located(tokens, span),
            _ => {
                let (line, column) = SoqlSpan::line_column(bind.span, source);
                messages.push(format!(
                    "`{}` is no Rust expression, at {line}:{column} of the query",
                    bind.expr
                ));
                quote!(())
            }
        };
        let name = format!("b{number}");
        outside.push((Ident::new(&name, span), expr));
        // Of a list, a reference is one too, so that the list may be unsized.
        let again = if bind.list { "&" } else { "" };
        references.push(format!("{again}{name} {check}"));
    }
    (references, outside)
}

/// Tokens that belong to where the query stands, where names in them are the caller's.
fn located(tokens: TokenStream, span: Span) -> TokenStream {
    let place = |mut token: TokenTree| {
        if let TokenTree::Group(group) = &token {
            token = Group::new(group.delimiter(), located(group.stream(), span)).into();
        }
        token.set_span(span);
        token
    };
    tokens.into_iter().map(place).collect()
}

/// Puts the types that somebody asked for in place of the columns' own.
fn overrides(row: &mut Option<Row>, overrides: &[Override]) -> syn::Result<TokenStream> {
    let mut errors = Errors::default();
    let mut extra = TokenStream::new();
    for (number, Override { path, ty }) in overrides.iter().enumerate() {
        let names: Vec<String> = path.iter().map(Ident::to_string).collect();
        let span = path.last().map_or_else(Span::call_site, Ident::span);
        let Some(row) = row else {
            errors.at(span, "SELECT COUNT() has no columns");
            continue;
        };
        match row.find(&names) {
            Some(CellKind::Value {
                ty: column,
                nullable,
                given,
            }) => match ty {
                OverrideType::Never => *nullable = false,
                OverrideType::Maybe => *nullable = true,
                OverrideType::Type(ty) => {
                    // The conversion stands where the type does, and so does what is wrong with it.
                    let (alias, function) =
                        (format!("__Column{number}"), format!("__column{number}"));
                    let name = Ident::new(&alias, span);
                    let convert = Ident::new(&function, span);
                    let column = text::tokens(column)?;
                    let at = ty
                        .clone()
                        .into_iter()
                        .next()
                        .map_or(span, |token| token.span());
                    extra.extend(quote!(type #name = #ty;));
                    extra.extend(quote_spanned! {at=>
                        fn #convert(
                            value: __rt::Option<#column>,
                        ) -> __rt::Result<#name, __rt::Misfit> {
                            __rt::FromColumn::from_column(value)
                        }
                    });
                    *given = Some(Given { alias, function });
                }
            },
            Some(_) => errors.at(
                span,
                "only the type of a column can be said, not that of a record",
            ),
            None => {
                let (last, before) = names.split_last().map_or(("", &[][..]), |(a, b)| (a, b));
                let known = row.fields_at(before);
                let nearest = ats_schema::names::nearest(last, known.iter().map(String::as_str));
                let message = match nearest {
                    Some(nearest) => {
                        format!("the row has no field `{last}`; did you mean `{nearest}`?")
                    }
                    None => format!("the row has no field `{last}`; it has {}", known.join(", ")),
                };
                errors.at(span, message);
            }
        }
    }
    errors.finish()?;
    Ok(extra)
}

/// An expansion that has only errors to tell, and the type of a query all the same.
fn wrong(question: &Question, input: &Input, messages: &[String]) -> TokenStream {
    let root = &question.root;
    let errors = errors(input.query.span(), messages);
    if let Some(named) = &input.named {
        let (vis, ident) = (&named.vis, &named.ident);
        return quote!(#errors #vis struct #ident {});
    }
    quote!({
        #errors
        #root::__rt::v1::Checked::<#root::__rt::v1::NoRow>::fixed("", false)
    })
}

fn errors(span: Span, messages: &[String]) -> TokenStream {
    let errors = messages
        .iter()
        .map(|message| quote_spanned!(span=> ::core::compile_error! { #message }));
    quote!(#(#errors)*)
}
