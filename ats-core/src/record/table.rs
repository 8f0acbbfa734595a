//! What is known of an object's fields, as data.

use std::cmp::Ordering;

use super::Texts;

/// An object's fields: parallel arrays, one entry a field, by *slot*.
///
/// The slot of a field is its place in the struct that derives `SObject`. The record, its `New…`
/// and its `…Update` share the table and so the slots.
#[derive(Debug)]
#[non_exhaustive]
pub struct Table {
    /// The object's API name.
    pub object: &'static str,
    /// The object's label.
    pub label: &'static str,
    /// The first three characters of its ids in the org that the describe came from.
    pub prefix: Option<&'static str>,
    /// API names of fields, and names of relationships.
    pub names: Texts,
    /// Labels; empty where the label is the API name.
    pub labels: Texts,
    /// What may be done with the field: see [`flags`](super::flags).
    pub flags: &'static [u32],
    /// The slots in order of (length of the name, name).
    #[doc(hidden)]
    pub sorted: &'static [u16],
    /// Which picklists depend on which.
    #[doc(hidden)]
    pub dependents: &'static [DependentCheck],
}

/// The slots of a controlling and a dependent field, and whether two of their values may stand
/// together.
#[doc(hidden)]
pub type DependentCheck = (u16, u16, fn(controller: &str, dependent: &str) -> bool);

impl Table {
    /// Of nothing.
    pub(crate) const EMPTY: Self = Self::row("", Texts::NONE, &[]);

    /// For the macros: the columns of a row, whose labels and rules are the object's own affair.
    #[doc(hidden)]
    #[must_use]
    pub const fn row(object: &'static str, names: Texts, sorted: &'static [u16]) -> Self {
        Self::new((object, "", None), names, Texts::NONE, &[], sorted, &[])
    }

    /// For the derive: the object's name, label and key prefix, then its fields.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(
        (object, label, prefix): (&'static str, &'static str, Option<&'static str>),
        names: Texts,
        labels: Texts,
        flags: &'static [u32],
        sorted: &'static [u16],
        dependents: &'static [DependentCheck],
    ) -> Self {
        Self {
            object,
            label,
            prefix,
            names,
            labels,
            flags,
            sorted,
            dependents,
        }
    }

    /// The label of the field in a slot.
    #[must_use]
    pub fn label_of(&self, slot: usize) -> &'static str {
        match self.labels.get(slot) {
            None | Some("") => self.names.at(slot),
            Some(label) => label,
        }
    }

    /// The slot of the field of this name, spelled as the API does.
    #[must_use]
    pub fn slot(&self, name: &str) -> Option<usize> {
        self.find(name, usize::MAX)
    }

    /// As [`slot`](Self::slot), trying `hint` first: the records of a page repeat their columns.
    pub(super) fn find(&self, name: &str, hint: usize) -> Option<usize> {
        if self.names.is(hint, name) {
            return Some(hint);
        }
        self.sorted
            .binary_search_by(|slot| by_length(self.names.at(usize::from(*slot)), name))
            .ok()
            .map(|at| usize::from(self.sorted[at]))
    }
}

/// Length first: most comparisons end without reading a byte.
fn by_length(a: &str, b: &str) -> Ordering {
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

/// The order that [`Table::find`] searches; for tables written by hand.
#[doc(hidden)]
#[must_use]
pub fn sorted(names: Texts) -> Vec<u16> {
    let mut slots: Vec<u16> = (0..u16::try_from(names.len()).unwrap_or(u16::MAX)).collect();
    slots.sort_by(|a, b| by_length(names.at(usize::from(*a)), names.at(usize::from(*b))));
    slots
}
