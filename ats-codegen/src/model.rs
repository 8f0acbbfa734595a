//! What will be printed, before any syntax: plain data with every Rust name decided.
//!
//! Between this model and the text there is nothing left to decide but layout, so tests of
//! *what* is generated look here and tests of *how it is written* look at `emit`. Hidden: only
//! such tests use it.

mod build;
mod context;
mod data;
mod documentation;
mod picklist;
mod query_schema;
mod relations;

pub(crate) use self::build::build;
pub use self::data::{
    Child, Doc, Field, Marker, Model, Object, Operations, Parent, Picklist, Polymorphic,
    RecordType, Span, Target, Ty, TypeRef, Variant,
};
