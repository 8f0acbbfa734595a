//! Records: reading them, writing them, and what may be done with them.
//!
//! `#[derive(SObject)]` implements the traits here over a table of names and flags; the machinery
//! behind them exists once, whatever the number of objects, which keeps generated crates quick to
//! compile.

mod body;
mod children;
mod derived;
pub mod element;
mod expected;
mod from_json;
mod object;
mod operation;
mod page;
mod patch;
mod poly;
mod related;
mod untyped;
mod validate;

pub use children::Children;
pub use expected::{ExpectedField, ExpectedObject};
pub use from_json::from_json;
pub use object::{
    Create, Delete, NewRecord, ObjectFields, Query, RecordUpdate, Retrieve, SObject, Update,
    Upsert, UpsertKey,
};
pub use operation::{Operation, Verb, create, delete, retrieve, update, upsert};
pub use page::Page;
pub use patch::{Change, Nullable, Patch, Settable, null, set};
pub use related::{Related, RelatedRecord};
pub use untyped::UntypedRecord;
pub use validate::{Invalid, Problem, Rule};

pub use crate::table::{FieldKind, PicklistValues, Table, flags, operations};
pub use crate::value::DependentPicklist;
pub use crate::wire::{Extra, Fields, ReadError, Record};

#[doc(hidden)]
pub use crate::wire::extra;
#[doc(hidden)]
pub use derived::{clone_derived, copied, debug_derived, debug_key, eq_derived, eq_key};
#[doc(hidden)]
pub use operation::{KeyAddress, key_address};
#[doc(hidden)]
pub use poly::{PolyRecord, debug_poly, eq_poly, untyped};
#[doc(hidden)]
pub use related::{Boxed, related, related_mut};
