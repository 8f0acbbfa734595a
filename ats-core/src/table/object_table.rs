//! What is known of an object's fields, as data.

use std::cmp::Ordering;

use super::numbers::Numbers;
use super::texts::{RawTexts, Texts};

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
    /// What may be done with the field: see [`flags`](crate::record::flags).
    pub flags: Numbers,
    /// The slots in order of (length of the name, name).
    #[doc(hidden)]
    pub sorted: Numbers,
    /// Which picklists depend on which.
    #[doc(hidden)]
    pub dependents: &'static [DependentCheck],
}

/// The slots of a controlling and a dependent field, and whether two of their values may stand
/// together.
#[doc(hidden)]
pub type DependentCheck = (u16, u16, fn(controller: &str, dependent: &str) -> bool);

impl Table {
    /// The columns of a row, whose labels and rules are the object's own affair.
    pub(crate) const fn row(object: &'static str, names: RawTexts, sorted: &'static str) -> Self {
        Self::new((object, "", None), names, ("", ""), "", sorted)
    }

    /// For the derive: the object's name, label and key prefix, then its fields. Lists of
    /// numbers come as text, and no other function is called: the compiler evaluates this once
    /// for each object.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(
        (object, label, prefix): (&'static str, &'static str, Option<&'static str>),
        (names, name_ends): RawTexts,
        (labels, label_ends): RawTexts,
        flags: &'static str,
        sorted: &'static str,
    ) -> Self {
        Self {
            object,
            label,
            prefix,
            names: Texts {
                text: names,
                ends: Numbers::new(name_ends),
            },
            labels: Texts {
                text: labels,
                ends: Numbers::new(label_ends),
            },
            flags: Numbers::new(flags),
            sorted: Numbers::new(sorted),
            dependents: &[],
        }
    }

    /// For the derive: with picklists that depend on others.
    #[doc(hidden)]
    #[must_use]
    pub const fn with(mut self, dependents: &'static [DependentCheck]) -> Self {
        self.dependents = dependents;
        self
    }

    /// For the derive: an object whose fields are not known.
    #[doc(hidden)]
    #[must_use]
    pub const fn marker(
        object: &'static str,
        label: &'static str,
        prefix: Option<&'static str>,
    ) -> Self {
        Self {
            object,
            label,
            prefix,
            names: Texts::NONE,
            labels: Texts::NONE,
            flags: Numbers::new(""),
            sorted: Numbers::new(""),
            dependents: &[],
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
    pub(crate) fn find(&self, name: &str, hint: usize) -> Option<usize> {
        if self.names.is(hint, name) {
            return Some(hint);
        }
        let at = (self.sorted).find(|slot| by_length(self.names.at(slot as usize), name))?;
        Some(self.sorted.at(at) as usize)
    }
}

/// Length first: most comparisons end without reading a byte.
fn by_length(a: &str, b: &str) -> Ordering {
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

/// The order that [`Table::find`] searches.
#[cfg(test)]
pub(crate) fn sorted(names: Texts) -> Vec<u32> {
    let mut slots: Vec<u32> = (0..u32::try_from(names.len()).unwrap_or(u32::MAX)).collect();
    slots.sort_by(|a, b| by_length(names.at(*a as usize), names.at(*b as usize)));
    slots
}
