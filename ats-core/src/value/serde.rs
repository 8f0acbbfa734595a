//! serde's traits for the types of fields, so that they can stand in any struct.

use serde_core::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Address, Blob, Id, Location, MultiPicklist, Number, Picklist, RawJson, Text, Value};
use crate::record::{UntypedRecord, deserialize_record, serialize_fields};

/// Reads a value by itself; null is refused, as `Option` is there for it.
#[doc(hidden)]
pub fn deserialize_value<'de, T: Value, D: Deserializer<'de>>(d: D) -> Result<T, D::Error> {
    let mut value: Option<T> = None;
    crate::record::deserialize_slot(&mut value, d)?;
    value.ok_or_else(|| serde_core::de::Error::custom("expected a value, found null"))
}

/// Writes a value by itself.
#[doc(hidden)]
pub fn serialize_value<T: Value, S: Serializer>(value: &T, s: S) -> Result<S::Ok, S::Error> {
    crate::record::serialize_output(&value.write(), s)
}

macro_rules! by_value {
    ($([$($generics:tt)*] $type:ty;)*) => {$(
        impl<$($generics)*> Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serialize_value(self, serializer)
            }
        }
        impl<'de, $($generics)*> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserialize_value(deserializer)
            }
        }
    )*};
}

by_value! {
    [T: ?Sized + 'static] Id<T>;
    [const MAX: u32] Text<MAX>;
    [] Number;
    [P: Picklist + PartialEq] MultiPicklist<P>;
    [] RawJson;
    [] Blob;
}

macro_rules! by_fields {
    ($($type:ty)*) => {$(
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serialize_fields(self, serializer)
            }
        }
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserialize_record(deserializer)
            }
        }
    )*};
}

by_fields!(Address Location UntypedRecord);
