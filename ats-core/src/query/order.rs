//! Sort orders.

use std::fmt;
use std::marker::PhantomData;

/// A sort order of records of `O`: what stands in `ORDER BY`.
pub struct Order<O> {
    text: String,
    object: PhantomData<fn() -> O>,
}

impl<O> Order<O> {
    pub(super) fn new(mut column: String, descending: bool) -> Self {
        if descending {
            column.push_str(" DESC");
        }
        Self {
            text: column,
            object: PhantomData,
        }
    }

    /// Nulls before all other values.
    #[must_use]
    pub fn nulls_first(mut self) -> Self {
        self.set_nulls(" NULLS FIRST");
        self
    }

    /// Nulls after all other values.
    #[must_use]
    pub fn nulls_last(mut self) -> Self {
        self.set_nulls(" NULLS LAST");
        self
    }

    /// The last word counts.
    fn set_nulls(&mut self, nulls: &str) {
        if let Some(at) = self.text.find(" NULLS ") {
            self.text.truncate(at);
        }
        self.text.push_str(nulls);
    }
}

impl<O> Clone for Order<O> {
    fn clone(&self) -> Self {
        Self {
            text: self.text.clone(),
            object: PhantomData,
        }
    }
}

impl<O> fmt::Display for Order<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<O> fmt::Debug for Order<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Order({})", self.text)
    }
}
