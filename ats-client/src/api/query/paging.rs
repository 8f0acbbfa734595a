//! The pages of a query that do not lead to its end, and the number of its rows.

use ats_core::record::{Page, Table};
use ats_schema::rules::error_code::ErrorCode;

use crate::error::{ClientError, PagingError, PagingProblem, SignInError};

/// The error of a call for a further page, after so many rows.
pub(super) fn further_page_failed(
    table: Option<&'static Table>,
    rows: u64,
    error: ClientError,
) -> ClientError {
    let is_ended = match &error {
        // Tokens that were just made are refused for this resource.
        ClientError::SignIn(SignInError::NewTokenRefused { .. }) => true,
        ClientError::Api(failure) => failure
            .errors
            .iter()
            .any(|error| error.code == ErrorCode::InvalidQueryLocator),
        _ => false,
    };
    if !is_ended {
        return error;
    }
    let mut ended = PagingError::new(table, rows, PagingProblem::LocatorEnded);
    ended.source = Some(Box::new(error));
    ended.into()
}

/// Returns the number of rows that a query finds, from its first page.
///
/// # Errors
///
/// If the page announces rows and holds none.
pub(crate) fn rows_in_all<T>(page: &Page<T>) -> Result<u64, ClientError> {
    let is_whole = page.done && page.next_records_url.is_none();
    let here = page.records.len() as u64;
    match (here, page.total_size) {
        (0, Some(0) | None) if is_whole => Ok(0),
        (0, _) => Err(PagingError::new(None, 0, PagingProblem::NoProgress).into()),
        (here, total) => {
            // There is at least one on the next page.
            let least = if is_whole { here } else { here + 1 };
            Ok(total.unwrap_or(0).max(least))
        }
    }
}
