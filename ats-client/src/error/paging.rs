//! Pages of a query that do not lead to its end.

use std::fmt;

use ats_core::record::Table;

use super::client_error::ClientError;

/// The pages of a query do not lead to its end: records are missing after those that were read.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PagingError {
    /// The object's API name, where it is known.
    pub object: &'static str,
    /// Number of rows read so far; for [`Client::next_page`](crate::Client::next_page), the rows of the
    /// page passed to it.
    pub rows: u64,
    /// The problem with the next page.
    pub problem: PagingProblem,
    /// The org's refusal of the next page.
    pub source: Option<Box<ClientError>>,
}

/// The problem with a page's link to the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PagingProblem {
    /// `done` is false, and `nextRecordsUrl` is missing.
    NoLocator,
    /// A `nextRecordsUrl` that was followed before, so that the pages would repeat forever.
    RepeatedLocator,
    /// Several pages in a row hold no records and lead to another one.
    NoProgress,
    /// `nextRecordsUrl` leads to another host, or out of the REST API; it was not followed.
    ForeignLocator,
    /// The org no longer knows the query's cursor. It keeps one for two days, and it may drop it when
    /// the session ends in which the query was run.
    LocatorEnded,
    /// The task that fetched the next page did not finish.
    Interrupted,
}

impl fmt::Display for PagingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the query")?;
        if !self.object.is_empty() {
            write!(f, " of {}", self.object)?;
        }
        let rows = self.rows;
        let plural = if rows == 1 { "" } else { "s" };
        write!(f, " stopped after {rows} row{plural}: ")?;
        f.write_str(match self.problem {
            PagingProblem::NoLocator => "`done` is false, but `nextRecordsUrl` is missing",
            PagingProblem::RepeatedLocator => "`nextRecordsUrl` leads back to an earlier page",
            PagingProblem::NoProgress => "too many pages in a row hold no records",
            PagingProblem::ForeignLocator => {
                "`nextRecordsUrl` leads out of the org's REST API, and was not followed"
            }
            PagingProblem::LocatorEnded => {
                "the org no longer knows the query's cursor, which may have ended with its session"
            }
            PagingProblem::Interrupted => "fetching the next page was interrupted",
        })
    }
}

impl std::error::Error for PagingError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|source| &**source as _)
    }
}

impl PagingError {
    pub(crate) fn new(table: Option<&'static Table>, rows: u64, problem: PagingProblem) -> Self {
        Self {
            object: table.map_or("", |table| table.object),
            rows,
            problem,
            source: None,
        }
    }

    pub(super) const fn help(&self) -> &'static str {
        match self.problem {
            PagingProblem::ForeignLocator => "check whether a proxy answers in place of the org",
            PagingProblem::LocatorEnded => {
                "run the query again; to go on where it stopped, order it by `Id` and select those after the last one"
            }
            PagingProblem::Interrupted => "run the query again",
            _ => {
                "run the query again; if it stops again, check whether a proxy answers in place of the org, and contact Salesforce Customer Support"
            }
        }
    }
}
