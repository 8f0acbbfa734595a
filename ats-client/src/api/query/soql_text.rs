//! Queries as text.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use ats_core::record::{Page, ReadError, Record};

use super::to_query::ToQuery;

/// SOQL text, and the type that its rows are read as.
///
/// Nothing checks the text before the org does, and nothing escapes what was put into it: use the
/// builder for values that come from elsewhere, or [`ats_schema::rules::literal`].
///
/// `T` is any record: a generated type, or
/// [`UntypedRecord`](ats_core::record::UntypedRecord) for objects that there is no type for.
pub struct Soql<'a, T> {
    text: Cow<'a, str>,
    deleted_too: bool,
    row: PhantomData<fn() -> T>,
}

impl<'a, T> Soql<'a, T> {
    /// A query from its text.
    pub fn new(text: impl Into<Cow<'a, str>>) -> Self {
        Self {
            text: text.into(),
            deleted_too: false,
            row: PhantomData,
        }
    }

    /// Asks for deleted and archived records too (`queryAll`).
    #[must_use]
    pub fn include_deleted(mut self) -> Self {
        self.deleted_too = true;
        self
    }
}

impl<T: Record + Default + Send + 'static> ToQuery for Soql<'_, T> {
    type Row = T;

    fn soql(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.text)
    }

    fn includes_deleted(&self) -> bool {
        self.deleted_too
    }

    fn read_page(json: &str) -> Result<Page<T>, ReadError> {
        Page::from_json(json)
    }
}

impl<T> fmt::Debug for Soql<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Soql({})", self.text)
    }
}

impl<T> Clone for Soql<'_, T> {
    fn clone(&self) -> Self {
        Self {
            text: self.text.clone(),
            ..*self
        }
    }
}
