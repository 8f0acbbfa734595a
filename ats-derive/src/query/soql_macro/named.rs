//! `soql! { pub struct OpenJob = "SELECT …" }`: the row has a name, and the query is its `query`.

use ats_schema::soql::Span as SoqlSpan;
use ats_schema::soql::ast::Query;
use ats_schema::soql::check::Report;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens as _, quote};

use super::input::Named;
use super::{errors, made};
use crate::query::bind;
use crate::query::question::Question;
use crate::query::row::{Derived, Row};
use crate::text;

/// A query whose row has a name.
pub(super) struct Parts<'a> {
    pub(super) named: &'a Named,
    /// Where the query stands.
    pub(super) span: Span,
    pub(super) source: &'a str,
    pub(super) query: &'a Query,
    pub(super) report: &'a Report<'a>,
}

impl Parts<'_> {
    /// A module for the row, so that what its source names is in nobody's way, and the row outside
    /// of it.
    pub(super) fn expand(
        &self,
        question: &Question,
        row: Option<Row>,
        extra: &TokenStream,
        messages: &mut Vec<String>,
    ) -> syn::Result<TokenStream> {
        let Named { attrs, vis, ident } = self.named;
        let root = &question.root;
        let Some(row) = row else {
            let message = "SELECT COUNT() has no rows: use soql!(\"SELECT COUNT() …\") where it is \
                           counted";
            return Err(syn::Error::new(ident.span(), message));
        };
        let parameters = self.parameters(messages);
        let mut items = String::new();
        row.print("pub", Derived::All, &mut items);
        let binds: Vec<String> = (self.report.binds.iter())
            .map(|bind| format!("&{}", parameter(&bind.expr).0))
            .collect();
        let made = made(&row.name, self.source, self.query, self.report, &binds);
        let sources: Vec<String> = (parameters.iter())
            .map(|(name, bounds)| format!("{name}: impl {}", bounds.join(" + ")))
            .collect();
        let doc = text::string(&format!(
            " `{}`",
            bind::fixed(self.source).replace('`', "'")
        ));
        // What the query has no parameter for is constant.
        let constant = if parameters.is_empty() { "const " } else { "" };
        items.push_str(&format!(
            "
impl {name} {{
    #[doc = {doc}]
    pub {constant}fn query({parameters}) -> __rt::Checked<Self> {{
        {made}
    }}
}}",
            name = row.name,
            parameters = sources.join(", "),
        ));
        let items = text::tokens(&items)?;
        let errors = errors(self.span, messages);
        let mut names = Vec::new();
        row.names(&mut names);
        let names = names
            .iter()
            .map(|name| Ident::new(name, ident.span()))
            .collect::<Vec<_>>();
        let module = format!("__{}", ats_schema::names::module_ident(&ident.to_string()));
        let module = Ident::new(&module, ident.span());
        let around = (!extra.is_empty()).then(|| {
            quote!(
                use super::*;
            )
        });
        let docs = attrs.iter().map(|attr| attr.to_token_stream());
        Ok(quote! {
            #errors
            #[doc(hidden)]
            mod #module {
                #around
                use #root as __org;
                use #root::__rt::v1 as __rt;
                #extra
                #items
            }
            #(#docs)*
            #vis use #module::{#(#names),*};
        })
    }

    /// The parameters, in the order of the query: a name, and what it must be for each of its uses.
    fn parameters(&self, messages: &mut Vec<String>) -> Vec<(String, Vec<String>)> {
        let mut parameters: Vec<(String, Vec<String>)> = Vec::new();
        for (bind, bound) in self
            .report
            .binds
            .iter()
            .zip(bind::bounds(self.query, self.report))
        {
            let (name, is_name) = parameter(&bind.expr);
            if !is_name {
                let (line, column) = SoqlSpan::line_column(bind.span, self.source);
                messages.push(format!(
                    "`{}` is no name, at {line}:{column} of the query: where the row has a name, a \
                     bind is a parameter of its `query`",
                    bind.expr
                ));
            }
            match parameters.iter_mut().find(|(known, _)| *known == name) {
                Some((_, bounds)) if bounds.contains(&bound) => {}
                Some((_, bounds)) => bounds.push(bound),
                None => parameters.push((name, vec![bound])),
            }
        }
        parameters
    }
}

/// The parameter for a bind, and whether that is what was written.
fn parameter(expr: &str) -> (String, bool) {
    let name = expr.trim();
    if syn::parse_str::<Ident>(name).is_ok() {
        return (name.to_owned(), true);
    }
    (ats_schema::names::field_ident(name), false)
}
