//! Pages of a query that do not lead to its end.

use std::fmt;

/// The pages of a query do not lead to its end: records are missing after those that were read.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PagingError {
    /// The object's API name, where it is known.
    pub object: &'static str,
    /// How many rows were read. Of [`Client::next_page`](crate::Client::next_page), those of the page
    /// that it was given.
    pub rows: u64,
    /// What is wrong with the page after them.
    pub problem: PagingProblem,
}

/// What is wrong with a page's link to the next one.
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
    /// The org refuses the locator even with a new session: the query's cursor ended with the session
    /// that it was opened in.
    LocatorEnded,
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
            PagingProblem::NoLocator => {
                "`done` is false, but `nextRecordsUrl` does not say where the next page is"
            }
            PagingProblem::RepeatedLocator => "`nextRecordsUrl` leads back to an earlier page",
            PagingProblem::NoProgress => {
                "page after page holds no records and leads to another one"
            }
            PagingProblem::ForeignLocator => {
                "`nextRecordsUrl` leads out of the org's REST API, and was not followed"
            }
            PagingProblem::LocatorEnded => {
                "the session ended, and the org refuses the next page in a new one"
            }
        })
    }
}

impl std::error::Error for PagingError {}

impl PagingError {
    pub(super) const fn help(&self) -> &'static str {
        match self.problem {
            PagingProblem::ForeignLocator => "check what answers in place of the org",
            PagingProblem::LocatorEnded => {
                "run the query again; to go on where it stopped, order it by `Id` and select those after the last one"
            }
            _ => {
                "run the query again; if it stops again, check what answers in place of the org, and contact Salesforce Customer Support"
            }
        }
    }
}
