//! The types of fields.
//!
//! | describe type | type here |
//! |---|---|
//! | `id`, `reference` | [`Id`] |
//! | `string`, `textarea`, `email`, `phone`, `url`, `combobox`, `encryptedstring` | [`Text`] |
//! | `picklist` | an enum that derives [`Picklist`](macro@crate::Picklist) |
//! | `multipicklist` | [`MultiPicklist`] of such an enum |
//! | `boolean` | `bool` |
//! | `int`, `long` | `i64` |
//! | `double`, `currency`, `percent` | [`Number`] |
//! | `date`, `datetime`, `time` | [`Date`], [`DateTime`], [`Time`]: chrono's own types |
//! | `address`, `location` | [`Address`], [`Location`] |
//! | `base64` | [`Blob`] |
//! | anything else | [`RawJson`] |
//!
//! Each implements [`Value`], the one trait between a field and the wire; a type of your own may too.

mod blob;
mod compound;
mod date;
mod field_value;
mod id;
mod multi;
mod picklist;
mod scalar;
mod serde;
mod text;

pub use blob::Blob;
pub use compound::{Address, Location};
pub use date::{Date, DateTime, Time};
pub use field_value::Value;
pub use id::{AnyObject, Id, ReferenceTarget, RefersTo};
pub use multi::MultiPicklist;
pub use picklist::{Controlling, DependentPicklist, Picklist, Unlisted, UnlistedValue};
pub use text::{Text, TooLong};

pub use crate::table::{FieldKind, PicklistValues};
pub use crate::wire::{
    Fault, Input, Mismatch, NotFinite, Number, NumberError, Output, RawJson, Shape,
};
#[doc(hidden)]
pub use crate::wire::{Lend, Slot};
pub use ats_schema::rules::id::InvalidId;
#[doc(hidden)]
pub use field_value::not_nested;

#[doc(hidden)]
pub use picklist::{
    DependsOn, ValueSet, clone_picklist, debug_picklist, eq_picklist, hash_picklist, is_pair,
    is_valid_pair, parse_picklist, show_picklist, unlisted,
};

pub(crate) use date::{soql_date, soql_date_time, soql_time};
pub use serde::picklist_text;
#[doc(hidden)]
pub use serde::{deserialize_value, serialize_value};
