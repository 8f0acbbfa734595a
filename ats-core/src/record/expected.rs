//! The description of a type that `#[derive(SObject)]` made, its type forgotten.

use std::fmt;

use super::object::SObject;
use crate::table::{FieldKind, Table};
use crate::wire::Record;

/// An object as a type describes it: its name, its fields, and the permissions that the type relies on.
///
/// A generated crate lists all its objects as `OBJECTS`. A client compares them with an org.
///
/// ```
/// use ats_core::prelude::*;
/// use ats_core::record::{ExpectedObject, FieldKind};
///
/// #[derive(SObject)]
/// #[sobject(name = "Skill__c", query)]
/// struct Skill {
///     #[sobject(name = "Name", filter)]
///     name: Option<Text<80>>,
/// }
///
/// let skill = ExpectedObject::of::<Skill>();
/// let name = skill.fields().remove(0);
/// assert_eq!((skill.name(), name.name), ("Skill__c", "Name"));
/// assert_eq!(name.kind, FieldKind::TextValue { max_length: Some(80) });
/// ```
// Functions, so that `cargo check` of a crate that lists its objects evaluates no table.
#[derive(Clone, Copy)]
pub struct ExpectedObject {
    table: fn() -> &'static Table,
    kinds: fn() -> Vec<FieldKind>,
}

/// A field or relationship of an [`ExpectedObject`].
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct ExpectedField {
    /// The API name of the field, or the name of the relationship.
    pub name: &'static str,
    /// The label.
    pub label: &'static str,
    /// The rules of the field: see [`flags`](super::flags).
    pub flags: u32,
    /// The kind of values that its Rust type holds.
    pub kind: FieldKind,
}

impl ExpectedObject {
    /// Describes a type.
    #[must_use]
    pub const fn of<T: SObject + Record + Default>() -> Self {
        Self {
            table: || T::TABLE,
            kinds: || kinds(&mut T::default()),
        }
    }

    /// Returns the object's API name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.table().object
    }

    /// Returns the object's table.
    #[must_use]
    pub fn table(&self) -> &'static Table {
        (self.table)()
    }

    /// Returns the fields and relationships, in the order of the struct.
    #[must_use]
    pub fn fields(&self) -> Vec<ExpectedField> {
        let table = self.table();
        let kinds = (self.kinds)().into_iter().enumerate();
        let field = |(slot, kind)| ExpectedField {
            name: table.names[slot],
            label: table.label_of(slot),
            flags: table.flags.get(slot).copied().unwrap_or_default(),
            kind,
        };
        kinds.map(field).collect()
    }
}

fn kinds(record: &mut dyn Record) -> Vec<FieldKind> {
    let slots = 0..record.table().names.len();
    let kind = |slot| record.slot(slot).map_or(FieldKind::Unknown, |it| it.kind());
    slots.map(kind).collect()
}

/// Prints the name of the object.
impl fmt::Debug for ExpectedObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ExpectedObject").field(&self.name()).finish()
    }
}
