//! What the org sent that a type does not name.

use std::any::Any;
use std::fmt;

use super::object::{Fields, Record};
use crate::value::{Input, Lend, Lent, Mismatch, Nested, RawJson, Shape, Slot};

/// Columns of a record that its type has no field for, in the order the org sent them.
///
/// Orgs change while programs run: a field added yesterday, a relationship to an object that this
/// crate was generated without. Their values are kept here, as JSON.
#[derive(Clone, Default, PartialEq)]
pub struct Extra(Option<Box<Columns>>);

/// Boxed, so that a record with nothing extra pays for one pointer.
type Columns = Vec<(Box<str>, RawJson)>;

impl Extra {
    /// Nothing beyond what the type names.
    #[must_use]
    pub const fn new() -> Self {
        Self(None)
    }

    /// The value of a column, by its API name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&RawJson> {
        self.iter()
            .find_map(|(column, value)| (column == name).then_some(value))
    }

    /// The columns and their values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &RawJson)> {
        self.0
            .iter()
            .flat_map(|columns| columns.iter())
            .map(|(name, value)| (&**name, value))
    }

    /// How many columns there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |columns| columns.len())
    }

    /// Whether the type named everything that the org sent.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(super) fn push(&mut self, name: Box<str>, value: RawJson) {
        self.0.get_or_insert_default().push((name, value));
    }
}

/// The slot past all others, of what has no field of its own; the derive prints the number.
pub(super) const EXTRA: usize = 65_535;

/// What a record holds that its type does not name.
#[doc(hidden)]
pub fn extra(fields: &dyn Fields) -> Option<&Extra> {
    match fields.field(EXTRA) {
        Lent::Extra(extra) => Some(extra),
        _ => None,
    }
}

/// Where to put what has no slot, if that is to be kept.
pub(super) fn extra_mut(record: &mut dyn Record) -> Option<&mut Extra> {
    record.slot(EXTRA)?.extra()
}

// A record lends it past all its fields, so that it needs no functions of its own for that. It is no
// field: no column is read into it as a whole.

impl Lend for Extra {
    fn lend(&self) -> Lent<'_> {
        Lent::Extra(self)
    }
}

impl Slot for Extra {
    fn shape(&self) -> Shape {
        Shape::Raw
    }
    fn set(&mut self, input: Input<'_>) -> Result<(), Mismatch> {
        Err(Mismatch::new("columns without a field", input))
    }
    fn nested(&mut self) -> Option<Nested<'_>> {
        None
    }
    fn copy(&mut self, from: &dyn Any) {
        if let Some(from) = from.downcast_ref::<Self>() {
            self.clone_from(from);
        }
    }
    fn extra(&mut self) -> Option<&mut Extra> {
        Some(self)
    }
}

impl fmt::Debug for Extra {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}
