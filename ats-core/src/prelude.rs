//! What generated modules, and most programs that use them, import: `use ats_core::prelude::*;`.

pub use crate::query::{Column, LikePattern, Select};
pub use crate::record::{
    Change, Children, Create, Delete, DependentPicklist as _, Extra, Fields, Patch, Query, Related,
    Retrieve, SObject, UntypedRecord, Update, Upsert,
};
pub use crate::record::{NewRecord as _, RecordUpdate as _};
pub use crate::text;
pub use crate::value::{
    Address, AnyObject, Blob, Date, DateTime, Id, Location, MultiPicklist, Number, Picklist as _,
    RawJson, Text, Time, Unlisted,
};
pub use ats_derive::{Picklist, Polymorphic, SObject, Select};
