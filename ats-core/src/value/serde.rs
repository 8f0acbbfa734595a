//! serde's traits for the types of fields, so that they can stand in any struct.

use serde_core::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Address, AnyObject, Blob, Id, Location, MultiPicklist, Picklist, Text, Value};
use crate::wire::{
    Number, RawJson, deserialize_record, deserialize_slot, serialize_derived, serialize_output,
};

/// Reads a value by itself; null is refused, as `Option` is there for it.
#[doc(hidden)]
pub fn deserialize_value<'de, T: Value, D: Deserializer<'de>>(d: D) -> Result<T, D::Error> {
    let mut value: Option<T> = None;
    deserialize_slot(&mut value, d)?;
    value.ok_or_else(|| serde_core::de::Error::custom("expected a value, found null"))
}

/// Writes a value by itself.
#[doc(hidden)]
pub fn serialize_value<T: Value, S: Serializer>(value: &T, s: S) -> Result<S::Ok, S::Error> {
    serialize_output(&value.write(), s)
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
    [const MAX: u32] Text<MAX>;
    [] Number;
    [P: Picklist + PartialEq] MultiPicklist<P>;
    [] RawJson;
    [] Blob;
}

// An id has the same text whatever it refers to, so nothing is required of `T`.
impl<T: ?Sized> Serialize for Id<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize_value(&self.cast::<AnyObject>(), serializer)
    }
}
impl<'de, T: ?Sized> Deserialize<'de> for Id<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize_value::<Id<AnyObject>, D>(deserializer).map(Id::cast)
    }
}

macro_rules! by_fields {
    ($($type:ty)*) => {$(
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serialize_derived(self, serializer)
            }
        }
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserialize_record(deserializer)
            }
        }
    )*};
}

by_fields!(Address Location);

/// Picklists as their text, for `#[serde(with = "…")]` in structs of your own.
///
/// Records read and write picklists by themselves. The enums have serde's traits only on request,
/// by `#[picklist(serde)]`, since they cost compile time in every crate of enums.
///
/// ```
/// use ats_core::prelude::*;
///
/// #[derive(Picklist)]
/// enum Status {
///     #[picklist("Open")]
///     Open,
///     #[picklist(unlisted)]
///     Unknown(Unlisted),
/// }
///
/// #[derive(serde::Serialize, serde::Deserialize)]
/// struct Posting {
///     #[serde(with = "ats_core::value::picklist_text")]
///     status: Status,
/// }
///
/// let posting: Posting = serde_json::from_str(r#"{"status":"Open"}"#)?;
/// assert_eq!(posting.status, Status::Open);
/// assert_eq!(serde_json::to_string(&posting)?, r#"{"status":"Open"}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
pub mod picklist_text {
    use serde_core::{Deserializer, Serializer};

    use crate::value::{Picklist, Value};

    /// Writes a picklist's value as text.
    ///
    /// # Errors
    ///
    /// Those of the serializer.
    pub fn serialize<P: Picklist, S: Serializer>(value: &P, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(value.as_str())
    }

    /// Reads a picklist's value from text; what is not listed is kept.
    ///
    /// # Errors
    ///
    /// If there is no text.
    pub fn deserialize<'de, P: Picklist + Value, D: Deserializer<'de>>(
        d: D,
    ) -> Result<P, D::Error> {
        super::deserialize_value(d)
    }
}
