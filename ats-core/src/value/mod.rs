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
mod id;
mod io;
mod json;
mod multi;
mod number;
mod picklist;
mod scalar;
mod serde;
mod text;

pub use blob::Blob;
pub use compound::{Address, Location};
pub use date::{Date, DateTime, Time};
pub use id::{AnyObject, Id, RefersTo};
pub use io::{Fault, Input, Mismatch, Output, Shape, Value};
pub use json::RawJson;
pub use multi::MultiPicklist;
pub use number::{NotFinite, Number, NumberError};
pub use picklist::{Controlling, DependentPicklist, Picklist, Unlisted, UnlistedValue};
pub use text::{Text, TooLong};

pub use ats_schema::rules::id::InvalidId;
pub(crate) use io::Characters;
#[doc(hidden)]
pub use io::{Lend, Lent, Nested, Put, Slot};

#[doc(hidden)]
pub use picklist::{
    DependsOn, ValueSet, clone_picklist, debug_picklist, eq_picklist, hash_picklist, is_pair,
    is_valid_pair, parse_picklist, show_picklist, unlisted,
};
#[doc(hidden)]
pub use text::{check_literal, literal};

pub(crate) use date::{soql_date, soql_date_time, soql_time};
pub use serde::picklist_text;
#[doc(hidden)]
pub use serde::{deserialize_value, serialize_value};
