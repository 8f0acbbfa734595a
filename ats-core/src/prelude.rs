//! Values, records and queries in one import: `use ats_core::prelude::*;`.
//!
//! A generated crate has a prelude of its own that holds this one and the crate's types.

pub use crate::query::{Column, LikePattern, Select};
pub use crate::record::{
    self, Change, Children, Create, Delete, DependentPicklist as _, Extra, Fields, Patch, Query,
    Related, Retrieve, SObject, UntypedRecord, Update, Upsert, null, set,
};
pub use crate::record::{NewRecord as _, RecordUpdate as _};
pub use crate::text;
pub use crate::value::{
    Address, AnyObject, Blob, Date, DateTime, Id, Location, MultiPicklist, Number, Picklist as _,
    RawJson, Text, Time, Unlisted,
};
pub use ats_derive::{Picklist, Polymorphic, SObject, Select};
