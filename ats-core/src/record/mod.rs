//! Records: reading them, writing them, and what may be done with them.
//!
//! `#[derive(SObject)]` implements the traits here over a table of names and flags; the machinery
//! behind them exists once, whatever the number of objects, which keeps generated crates quick to
//! compile.

mod children;
mod common;
mod debug;
pub mod element;
mod extra;
pub mod flags;
mod json;
mod numbers;
mod object;
mod operation;
mod page;
mod patch;
mod poly;
mod raw;
mod read;
mod related;
mod table;
mod texts;
mod untyped;
mod validate;
mod write;

pub use crate::value::DependentPicklist;
pub use children::Children;
pub use extra::Extra;
#[doc(hidden)]
pub use extra::extra;
pub use json::{ReadError, from_json};
pub use numbers::Numbers;
pub(crate) use numbers::{characters, numbers};
pub use object::{
    Create, Delete, Fields, NewRecord, ObjectFields, Query, Record, RecordUpdate, Retrieve,
    SObject, Update, Upsert, UpsertKey,
};
pub use operation::{Operation, Verb, create, delete, retrieve, update, upsert};
pub use page::Page;
pub use patch::{Change, Nullable, Patch, Settable, null, set};
pub use related::{Related, RelatedRecord};
pub use table::Table;
pub use texts::Texts;
pub(crate) use texts::{RawTexts, ends};
pub use untyped::UntypedRecord;
pub use validate::{Invalid, Problem, Rule};

pub(crate) use json::{object_of, read_into, read_list};
pub(crate) use page::{PageHead, RecordList};
pub(crate) use poly::Poly;

#[doc(hidden)]
pub use common::{clone_derived, copied, eq_derived, eq_key};
#[doc(hidden)]
pub use debug::{debug_derived, debug_key};
#[doc(hidden)]
pub use operation::{KeyAddress, key_address};
#[doc(hidden)]
pub use poly::{PolyRecord, debug_poly, eq_poly, not_nested, untyped};
#[doc(hidden)]
pub use read::deserialize_record;
#[doc(hidden)]
pub use related::{Boxed, related, related_mut};
#[doc(hidden)]
pub use table::{DependentCheck, sorted};
#[doc(hidden)]
pub use write::serialize_derived;

pub(crate) use read::deserialize_slot;
pub(crate) use write::serialize_output;
