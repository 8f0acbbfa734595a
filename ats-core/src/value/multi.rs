//! Multi-select picklists.

use std::fmt;

use ats_schema::rules::picklist::split_values;

use super::picklist::fault;
use super::{Picklist, Value};
use crate::table::FieldKind;
use crate::wire::{Input, Mismatch, Output};

/// The values chosen in a multi-select picklist: each at most once, in the order of the picklist.
///
/// The API writes them with semicolons between: `Remote;Hybrid`.
///
/// ```
/// use ats_core::prelude::*;
///
/// #[derive(Picklist)]
/// enum Workplace {
///     #[picklist("Remote")]
///     Remote,
///     #[picklist("On Site")]
///     OnSite,
///     #[picklist(unlisted)]
///     Unknown(Unlisted),
/// }
///
/// let mut chosen: MultiPicklist<Workplace> = [Workplace::OnSite].into_iter().collect();
/// assert!(chosen.insert(Workplace::Remote));
/// assert!(!chosen.insert(Workplace::Remote));
/// assert_eq!(chosen.to_string(), "Remote;On Site");
/// ```
#[derive(Clone, PartialEq)]
pub struct MultiPicklist<P>(Vec<P>);

impl<P: Picklist + PartialEq> MultiPicklist<P> {
    /// No value at all, which the org stores as null.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Whether the value is chosen.
    #[must_use]
    pub fn contains(&self, value: &P) -> bool {
        self.0.contains(value)
    }

    /// Chooses a value; `false` if it was chosen already.
    pub fn insert(&mut self, value: P) -> bool {
        let place = |value: &P| {
            (
                value.locate().unwrap_or(usize::MAX),
                value.as_str().to_owned(),
            )
        };
        match self.0.binary_search_by_key(&place(&value), place) {
            Ok(_) => false,
            Err(at) => {
                self.0.insert(at, value);
                true
            }
        }
    }

    /// Takes a value back; `false` if it was not chosen.
    pub fn remove(&mut self, value: &P) -> bool {
        let before = self.0.len();
        self.0.retain(|chosen| chosen != value);
        self.0.len() < before
    }
}

impl<P> MultiPicklist<P> {
    /// The values.
    pub fn iter(&self) -> std::slice::Iter<'_, P> {
        self.0.iter()
    }

    /// How many values are chosen.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether no value is chosen.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<P> Default for MultiPicklist<P> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<P: Eq> Eq for MultiPicklist<P> {}

impl<P: Picklist + PartialEq> Extend<P> for MultiPicklist<P> {
    fn extend<I: IntoIterator<Item = P>>(&mut self, values: I) {
        for value in values {
            self.insert(value);
        }
    }
}

impl<P: Picklist + PartialEq> FromIterator<P> for MultiPicklist<P> {
    fn from_iter<I: IntoIterator<Item = P>>(values: I) -> Self {
        let mut chosen = Self::new();
        chosen.extend(values);
        chosen
    }
}

/// The set of one value.
impl<P: Picklist> From<P> for MultiPicklist<P> {
    fn from(value: P) -> Self {
        Self(vec![value])
    }
}

impl<P> IntoIterator for MultiPicklist<P> {
    type Item = P;
    type IntoIter = std::vec::IntoIter<P>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a, P> IntoIterator for &'a MultiPicklist<P> {
    type Item = &'a P;
    type IntoIter = std::slice::Iter<'a, P>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<P: Picklist> fmt::Display for MultiPicklist<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, value) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str(";")?;
            }
            f.write_str(value.as_str())?;
        }
        Ok(())
    }
}

impl<P: Picklist> fmt::Debug for MultiPicklist<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set()
            .entries(self.0.iter().map(Picklist::as_str))
            .finish()
    }
}

#[diagnostic::do_not_recommend]
impl<P: Picklist + PartialEq> Value for MultiPicklist<P> {
    fn kind() -> FieldKind {
        FieldKind::MultiPicklistValue(P::SET.listed())
    }

    fn read(input: Input<'_>) -> Result<Self, Mismatch> {
        match input {
            Input::Str(text) => Ok(split_values(text).map(P::from_org).collect()),
            other => Err(Mismatch::new("picklist values", other)),
        }
    }

    fn write(&self) -> Output<'_> {
        if self.is_empty() {
            return Output::Null;
        }
        Output::Owned {
            text: self.to_string(),
            fault: self.0.iter().find_map(fault),
        }
    }
}
