//! Queries that the checker accepts and that cannot be run here.

use ats_schema::soql::{Span, salesforce_message};

use crate::error::ApiError;

/// Why a checked query has no plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unresolved {
    /// The checker accepted what it should have refused.
    Unchecked(Span),
    /// Salesforce runs it, and this emulator does not.
    Unsupported {
        /// Our own words.
        message: String,
        span: Span,
    },
}

impl Unresolved {
    pub(super) fn unsupported(message: impl Into<String>, span: Span) -> Self {
        Self::Unsupported {
            message: message.into(),
            span,
        }
    }

    pub(super) fn into_api_error(self, soql: &str) -> ApiError {
        match self {
            Self::Unchecked(span) => {
                let (row, column) = span.line_column(soql);
                let message = format!(
                    "internal error of the emulator: the checker accepted what cannot be run, at \
                     row {row}, column {column}"
                );
                ApiError::unexpected(message)
            }
            Self::Unsupported { message, span } => {
                let message = salesforce_message(soql, span, &message);
                ApiError::new(400, "MALFORMED_QUERY", message)
            }
        }
    }
}
