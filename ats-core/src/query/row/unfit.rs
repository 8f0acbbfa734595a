//! The errors of values that do not fit a row's fields.

use std::fmt;

use crate::table::Table;

/// Why a column's value cannot be a row's field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit(Option<Box<str>>);

impl Misfit {
    /// It is null, and the field takes none.
    pub const NULL: Self = Self(None);

    /// Another reason, in words, which should not repeat the value: it may be personal data, and the
    /// words reach logs.
    #[must_use]
    pub fn because(reason: impl fmt::Display) -> Self {
        Self(Some(reason.to_string().into()))
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            self.0
                .as_deref()
                .unwrap_or("null, and the row's field takes none; make it an `Option`"),
        )
    }
}

impl std::error::Error for Misfit {}

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
        let place = table.names.get(slot).copied().unwrap_or_default();
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
