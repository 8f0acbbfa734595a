//! The error of a value that does not fit the row's field.

use std::fmt;

use crate::table::Table;

/// A value that does not fit the row's field: where, and why.
#[doc(hidden)]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit {
    path: String,
    reason: String,
}

impl Unfit {
    /// Where there is no row, there is none to make.
    pub(crate) fn none() -> Self {
        Self::at("COUNT()", "a record where only a number is asked for")
    }

    pub(super) fn at(place: &str, reason: impl fmt::Display) -> Self {
        Self {
            path: place.to_owned(),
            reason: reason.to_string(),
        }
    }

    pub(super) fn within(mut self, table: &'static Table, slot: usize) -> Self {
        let place = table.names.get(slot).unwrap_or_default();
        self.path = match self.path.as_str() {
            "" => place.to_owned(),
            path => format!("{place}.{path}"),
        };
        self
    }
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.reason)
    }
}
