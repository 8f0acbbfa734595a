//! The errors of this crate, as plain data.

mod api_failure;
mod budget;
mod client_error;
mod context;
mod help;
mod kind;
mod network;
mod paging;
mod printable;
mod sign_in;
mod unexpected_response;
mod version;

#[cfg(test)]
mod chain_tests;

pub use api_failure::{ApiError, ApiFailure, FieldName, ServerRule};
pub(crate) use api_failure::{list, of_errors};
pub use budget::BudgetSpent;
pub use client_error::{ClientError, OutcomeUnknown};
pub use context::ErrorContext;
pub(crate) use help::{of_invalid, together};
pub use kind::ErrorKind;
pub use network::{NetworkError, NetworkErrorKind};
pub use paging::{PagingError, PagingProblem};
pub(crate) use printable::{HIDDEN, LONGEST_NAME, is_id, printable};
pub use sign_in::SignInError;
pub use unexpected_response::{NotSalesforce, UnexpectedBody, UnreadableResponse};
pub use version::UnsupportedVersion;
