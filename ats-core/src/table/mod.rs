//! Static data about objects and their fields: names, labels and rules, as a describe states them.
//!
//! The lowest layer of this crate: nothing here reads or writes.

pub mod flags;
mod numbers;
mod object_table;
mod texts;

pub use numbers::Numbers;
pub(crate) use numbers::{characters, numbers};
#[cfg(test)]
pub(crate) use object_table::sorted;
pub use object_table::{DependentCheck, Table};
pub use texts::Texts;
pub(crate) use texts::{RawTexts, ends};
