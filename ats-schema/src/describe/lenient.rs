//! Reading values as people and old API versions write them.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde_json::Value;

/// A value; `null` is the default of its type.
pub(super) fn or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// A whole number, also written as `18.0`; `null` is 0.
pub(super) fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    Ok(optional_number(deserializer)?.unwrap_or_default())
}

/// A whole number, also written as `18.0`; `null` is nothing.
pub(super) fn optional_number<'de, D>(deserializer: D) -> Result<Option<u32>, D::Error>
where
    D: Deserializer<'de>,
{
    let number = Option::<WholeNumber>::deserialize(deserializer)?;
    Ok(number.map(|WholeNumber(number)| number))
}

struct WholeNumber(u32);

impl<'de> Deserialize<'de> for WholeNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(WholeNumberVisitor)
    }
}

/// Refuses a number while it is read, so that the error has its place.
struct WholeNumberVisitor;

impl Visitor<'_> for WholeNumberVisitor {
    type Value = WholeNumber;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number")
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<WholeNumber, E> {
        let number = u32::try_from(value).map_err(|_| too_large(value))?;
        Ok(WholeNumber(number))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<WholeNumber, E> {
        let number = u32::try_from(value).map_err(|_| too_large(value))?;
        Ok(WholeNumber(number))
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fn visit_f64<E: Error>(self, value: f64) -> Result<WholeNumber, E> {
        if value.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&value) {
            Ok(WholeNumber(value as u32))
        } else {
            Err(too_large(format_args!("{value:?}")))
        }
    }
}

#[cold]
fn too_large<E: Error>(value: impl fmt::Display) -> E {
    let limit = u32::MAX;
    E::custom(format_args!(
        "invalid value: number `{value}`, expected a whole number from 0 to {limit}"
    ))
}

/// Any scalar, as its text; `null`, lists and objects are nothing.
pub(super) fn scalar<'de, D>(deserializer: D) -> Result<Option<String>, D::Error>
where
    D: Deserializer<'de>,
{
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) => Some(text),
        value @ (Value::Bool(_) | Value::Number(_)) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    })
}
