//! Queries that were checked when the program was compiled.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use super::bind::Split;
use super::row::{self, Row};
use crate::record::Page;
use crate::table::Table;
use crate::wire::ReadError;

/// A query that was checked when the program was compiled, and the type of its rows.
///
/// `soql!` makes one, and so does the `select()` of a struct that derives `Select`. Its text is what
/// was checked, with the values of the binds in their places, escaped.
#[must_use = "a query does nothing until it is sent"]
pub struct Checked<R> {
    text: Cow<'static, str>,
    includes_deleted: bool,
    split: Option<Box<Split>>,
    row: PhantomData<fn() -> R>,
}

pub use ats_schema::rules::soql_limits::MAX_QUERY_LENGTH;

impl<R> Checked<R> {
    /// For the macros: a query without binds.
    #[doc(hidden)]
    pub const fn fixed(text: &'static str, includes_deleted: bool) -> Self {
        Self {
            text: Cow::Borrowed(text),
            includes_deleted,
            split: None,
            row: PhantomData,
        }
    }

    /// For the macros: the text before the first bind of a query.
    #[doc(hidden)]
    pub fn start(start: &str, includes_deleted: bool) -> Self {
        // What follows is mostly no longer, so that the text is moved once at the most.
        let mut text = String::with_capacity(2 * start.len() + 128);
        text.push_str(start);
        Self {
            text: Cow::Owned(text),
            includes_deleted,
            split: None,
            row: PhantomData,
        }
    }

    /// The text, to go on with.
    pub(super) fn text_mut(&mut self) -> &mut String {
        self.text.to_mut()
    }

    /// Goes on with what a bind puts there, and the text after it.
    pub(super) fn write(mut self, bind: &str, after: &str) -> Self {
        let text = self.text_mut();
        text.push_str(bind);
        text.push_str(after);
        self
    }

    /// Remembers which list may be split over several queries.
    pub(super) fn split_at(mut self, split: Split) -> Self {
        self.split = Some(Box::new(split));
        self
    }

    /// The queries to send instead where this one is longer than Salesforce takes, because a long
    /// list is bound: together they find what this one would, each record once.
    ///
    /// That is possible for an `IN :list` that every record must satisfy, in a query that neither
    /// sorts nor groups nor limits. Otherwise, and for a query that is short enough, there is
    /// nothing here.
    #[must_use]
    pub fn parts(&self) -> Vec<String> {
        if self.text.chars().count() > MAX_QUERY_LENGTH {
            self.parts_of(MAX_QUERY_LENGTH)
        } else {
            Vec::new()
        }
    }

    /// Queries of at most this many characters, where there is a list to split.
    pub(super) fn parts_of(&self, most: usize) -> Vec<String> {
        let split = self.split.as_ref();
        split.map_or_else(Vec::new, |split| split.parts(&self.text, most))
    }

    /// The SOQL text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether deleted and archived records are asked for too: `ALL ROWS` stood at the end, which
    /// the REST API has a resource of its own for (`queryAll`).
    #[must_use]
    pub const fn includes_deleted(&self) -> bool {
        self.includes_deleted
    }
}

impl<R: Row> Checked<R> {
    /// The columns of the rows.
    #[doc(hidden)]
    #[must_use]
    pub const fn table() -> &'static Table {
        row::table::<R>()
    }

    /// Reads a page of the answer.
    ///
    /// # Errors
    ///
    /// If the text is no query result, or a field holds something it cannot be: the error names it.
    pub fn read_page(json: &str) -> Result<Page<R>, ReadError> {
        row::read_page(json)
    }
}

impl<R> Clone for Checked<R> {
    fn clone(&self) -> Self {
        Self {
            text: self.text.clone(),
            includes_deleted: self.includes_deleted,
            split: self.split.clone(),
            row: PhantomData,
        }
    }
}

impl<R> fmt::Display for Checked<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<R> fmt::Debug for Checked<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Checked({})", self.text)
    }
}

/// The row of a query that has none: `SELECT COUNT()` answers a number, which `Client::count` of
/// `ats-client` gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoRow {}

impl Row for NoRow {
    const COLUMNS: row::RowColumns = ("", &[]);

    type Raw = ();

    fn build((): ()) -> Result<Self, row::Unfit> {
        Err(row::Unfit::none())
    }
}
