//! What is known of an object's fields, as data.

use std::cmp::Ordering;

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
    /// The permissions on the object that the type relies on: see [`operations`](crate::record::operations).
    pub operations: u8,
    /// API names of fields, and names of relationships.
    pub names: &'static [&'static str],
    /// Labels; empty where the label is the API name.
    pub labels: &'static [&'static str],
    /// What may be done with the field: see [`flags`](crate::record::flags).
    pub flags: &'static [u32],
    /// The slots in order of (length of the name, name); empty for a row of a query.
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
    /// The columns of a row, whose labels and rules are the object's own affair. They are few, so they
    /// are searched in their own order, and no program's compilation sorts them.
    pub(crate) const fn row(object: &'static str, names: &'static [&'static str]) -> Self {
        Self::new((object, "", None, 0), names, &[], &[], &[])
    }

    /// For the derive: the object's name, label, key prefix and permissions, then its fields.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(
        (object, label, prefix, operations): (&'static str, &'static str, Option<&'static str>, u8),
        names: &'static [&'static str],
        labels: &'static [&'static str],
        flags: &'static [u32],
        sorted: &'static [u16],
    ) -> Self {
        Self {
            object,
            label,
            prefix,
            operations,
            names,
            labels,
            flags,
            sorted,
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
        Self::new((object, label, prefix, 0), &[], &[], &[], &[])
    }

    /// For the derive: an object of which only the name is known, which is also its label.
    #[doc(hidden)]
    #[must_use]
    pub const fn named(object: &'static str) -> Self {
        Self::marker(object, object, None)
    }

    /// The label of the field in a slot.
    ///
    /// # Panics
    ///
    /// If the object has no such slot.
    #[must_use]
    pub fn label_of(&self, slot: usize) -> &'static str {
        match self.labels.get(slot) {
            None | Some(&"") => self.names[slot],
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
        if self.names.get(hint).is_some_and(|known| *known == name) {
            return Some(hint);
        }
        if self.sorted.is_empty() {
            return self.names.iter().position(|known| *known == name);
        }
        let compare = |slot: &u16| by_length(self.names[usize::from(*slot)], name);
        let found = self.sorted.binary_search_by(compare).ok()?;
        Some(usize::from(self.sorted[found]))
    }
}

/// Length first: most comparisons end without reading a byte.
fn by_length(a: &str, b: &str) -> Ordering {
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

/// The order that [`Table::find`] searches.
#[cfg(test)]
pub(crate) fn sorted(names: &[&str]) -> Vec<u16> {
    let mut slots: Vec<(u16, &str)> = (0..).zip(names.iter().copied()).collect();
    slots.sort_by(|a, b| by_length(a.1, b.1));
    slots.into_iter().map(|(slot, _)| slot).collect()
}
