//! Static data about objects and their fields: names, labels and rules, as a describe states them.
//!
//! The lowest layer of this crate: nothing here reads or writes.

mod field_kind;
pub mod flags;
mod object_table;
pub mod operations;

pub use field_kind::{FieldKind, PicklistValues};
#[cfg(test)]
pub(crate) use object_table::sorted;
pub use object_table::{DependentCheck, Table};
