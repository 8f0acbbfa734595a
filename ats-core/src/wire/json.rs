//! The JSON reader, instantiated here once and in no other crate.

use std::borrow::Cow;
use std::fmt;

use serde_core::de::{Deserializer as _, IgnoredAny, MapAccess, Visitor};

use super::attributes::Attributes;
use super::read::{PageVisitor, deserialize_into};
use super::read_error::ReadError;
use super::record::{Record, RecordList};

/// Reads one record from JSON.
pub(crate) fn read_record(json: &str, record: &mut dyn Record) -> Result<(), ReadError> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    deserialize_into(record, &mut deserializer)?;
    Ok(deserializer.end()?)
}

/// Reads a query's answer.
pub(crate) fn read_list(json: &str, list: &mut dyn RecordList) -> Result<(), ReadError> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    deserializer.deserialize_map(PageVisitor {
        list,
        columns: None,
    })?;
    Ok(deserializer.end()?)
}

/// The object that a record says it is of; empty if it does not say.
pub(crate) fn object_of(json: &str) -> serde_json::Result<String> {
    serde_json::Deserializer::from_str(json).deserialize_map(ObjectOf)
}

struct ObjectOf;

impl<'de> Visitor<'de> for ObjectOf {
    type Value = String;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a record")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<String, A::Error> {
        let mut object = None;
        while let Some(key) = map.next_key::<String>()? {
            if key == "attributes" {
                object = map
                    .next_value::<Attributes<'_>>()?
                    .object
                    .map(Cow::into_owned);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(object.unwrap_or_default())
    }
}
