//! The result of each record of a write.

use std::fmt;

use ats_core::record::Invalid;

use crate::error::{ApiError, ClientError, list, of_errors, of_invalid, together};
use crate::send::Saved;

/// Why one record of many was not saved. `Debug` prints what [`explain`](Self::explain) does.
#[derive(Clone, thiserror::Error)]
#[non_exhaustive]
pub enum RecordError {
    /// The org would refuse the record, so it was not sent.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// The org refused the record.
    #[error("salesforce refused a record of {object}: {}", reasons(.errors))]
    Refused {
        /// The object's API name.
        object: &'static str,
        /// Why.
        errors: Vec<ApiError>,
    },
    /// The record was fine, but another one of the same request was not.
    #[error(
        "the record was fine, but another one of the same request was refused, so none was saved"
    )]
    RolledBack,
    /// The request that carried the record failed, or its response does not prove what became of the
    /// record: [`ClientError::OutcomeUnknown`].
    #[error(transparent)]
    Failed(ClientError),
    /// The record was not sent, because a request before it failed.
    #[error("the record was not sent, because a request before it failed: {0}")]
    NotSent(ClientError),
}

impl RecordError {
    /// Returns true if the org may have saved the record nevertheless.
    #[must_use]
    pub fn may_have_happened(&self) -> bool {
        matches!(self, Self::Failed(error) if error.may_have_happened())
    }

    /// Returns the advice about this error, as [`ClientError::help`] does.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Invalid(invalid) => of_invalid(invalid),
            Self::Refused { errors, .. } => of_errors(errors),
            Self::Failed(error) | Self::NotSent(error) => error.help(),
            Self::RolledBack => {
                Some("mend the one that was refused, then send both again".to_owned())
            }
        }
    }

    /// Returns the message and the advice in one line, as [`ClientError::explain`] does.
    #[must_use]
    pub fn explain(&self) -> String {
        together(self, self.help())
    }

    /// Returns true if the record may be sent again and may then be saved.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            // Without an error nobody knows what would change.
            Self::Refused { errors, .. } => {
                !errors.is_empty() && errors.iter().all(ApiError::is_transient)
            }
            Self::Failed(error) | Self::NotSent(error) => error.is_retryable(),
            Self::RolledBack | Self::Invalid(_) => false,
        }
    }
}

impl RecordError {
    pub(super) const fn is_refusal(&self) -> bool {
        matches!(self, Self::Refused { .. })
    }
}

impl fmt::Debug for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.explain())
    }
}

fn reasons(errors: &[ApiError]) -> String {
    if errors.is_empty() {
        return "it gave no reason".to_owned();
    }
    list(errors)
}

/// The results of a write of many records: one for each, in their order.
#[derive(Clone, Debug)]
#[must_use = "some records may not have been saved"]
pub struct SaveResults<T> {
    results: Vec<Result<T, RecordError>>,
}

impl<T> SaveResults<T> {
    pub(super) fn new(outcomes: Vec<Result<Saved, RecordError>>, typed: fn(Saved) -> T) -> Self {
        Self {
            results: outcomes
                .into_iter()
                .map(|outcome| outcome.map(typed))
                .collect(),
        }
    }

    pub(super) const fn of(results: Vec<Result<T, RecordError>>) -> Self {
        Self { results }
    }

    /// The results.
    pub fn results(&self) -> &[Result<T, RecordError>] {
        &self.results
    }

    /// The results, owned.
    pub fn into_results(self) -> Vec<Result<T, RecordError>> {
        self.results
    }

    /// Returns true if every record was saved.
    #[must_use]
    pub fn is_success(&self) -> bool {
        self.results.iter().all(Result::is_ok)
    }

    /// Returns the records that were saved.
    pub fn saved(&self) -> impl Iterator<Item = &T> {
        self.results.iter().flatten()
    }

    /// Returns the records that were not saved: the place among those given, from 0, and the error.
    pub fn failures(&self) -> impl Iterator<Item = (usize, &RecordError)> {
        self.results
            .iter()
            .enumerate()
            .filter_map(|(index, result)| Some((index, result.as_ref().err()?)))
    }

    /// Everything that was saved, if that is everything.
    ///
    /// # Errors
    ///
    /// The first record that was not saved. Others may have been: use [`results`](Self::results) to
    /// tell which.
    pub fn all(self) -> Result<Vec<T>, RecordError> {
        self.results.into_iter().collect()
    }
}

impl<T> IntoIterator for SaveResults<T> {
    type Item = Result<T, RecordError>;
    type IntoIter = std::vec::IntoIter<Self::Item>;
    fn into_iter(self) -> Self::IntoIter {
        self.results.into_iter()
    }
}
