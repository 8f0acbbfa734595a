//! A refusal of a query, and how Salesforce prints it.

use ats_schema::soql::ast::Span;
use ats_schema::soql::salesforce_message;

use crate::error::ApiError;

/// Why a query is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    /// Such as `INVALID_FIELD`.
    pub(super) code: &'static str,
    /// What Salesforce says, without the excerpt of the query.
    pub(super) message: String,
    /// The place, where Salesforce shows one.
    pub(super) span: Option<Span>,
}

impl Refusal {
    /// A refusal that shows no place.
    pub(super) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            span: None,
        }
    }

    /// The same with a place, unless it has one already.
    pub(super) fn at(mut self, span: Span) -> Self {
        self.span.get_or_insert(span);
        self
    }

    /// As REST answers it: where there is a place, the message begins with an excerpt of
    /// the query and a caret under the place.
    pub(super) fn into_api_error(self, soql: &str) -> ApiError {
        let message = match self.span {
            None => self.message,
            Some(span) => salesforce_message(soql, span, &self.message),
        };
        ApiError::new(400, self.code, message)
    }
}
