//! The `attributes` of a record: the object that it is of.

use std::borrow::Cow;
use std::fmt;

use ats_schema::rules::api_name::is_portable_api_name;
use serde_core::Deserialize;
use serde_core::de::{Deserializer, IgnoredAny, MapAccess, Visitor};

use super::record::Record;
use super::text_seed::{MaybeText, TextSeed};

/// Checks that a record is of the object it is read as.
pub(super) fn check_object(record: &mut dyn Record, object: Option<&str>) -> Result<(), String> {
    let expected = record.table().object;
    match object {
        None => Ok(()),
        Some(object) if expected.is_empty() => {
            record.set_object(object);
            Ok(())
        }
        // Compound values have no `attributes`, so this is a record of an object for sure.
        Some(object) if object.eq_ignore_ascii_case(expected) => Ok(()),
        Some(object) if is_portable_api_name(object) => Err(format!(
            "expected a record of {expected}, found one of {object}"
        )),
        Some(_) => Err(format!(
            "expected a record of {expected}, found one of another object"
        )),
    }
}

/// `{"type": "bpats__Job__c", "url": …}`, of which the type is of interest.
pub(super) struct Attributes<'de> {
    pub(super) object: Option<Cow<'de, str>>,
}

impl<'de> Deserialize<'de> for Attributes<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AttributesVisitor;
        impl<'de> Visitor<'de> for AttributesVisitor {
            type Value = Attributes<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a record's attributes")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut object = None;
                while let Some(key) = map.next_key_seed(TextSeed)? {
                    if key == "type" {
                        object = map.next_value_seed(MaybeText)?;
                    } else {
                        map.next_value::<IgnoredAny>()?;
                    }
                }
                Ok(Attributes { object })
            }
            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(Attributes { object: None })
            }
            fn visit_none<E>(self) -> Result<Self::Value, E> {
                Ok(Attributes { object: None })
            }
            fn visit_some<D: Deserializer<'de>>(self, d: D) -> Result<Self::Value, D::Error> {
                d.deserialize_map(self)
            }
        }
        deserializer.deserialize_option(AttributesVisitor)
    }
}
