//! Numbers that keep every digit, as `ats_core::value::Number` does.

use ats_schema::rules::decimal;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

/// A number with every digit the org sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Number(Repr);

#[derive(Clone, Debug, PartialEq)]
enum Repr {
    Decimal(Decimal),
    Wide(Box<str>),
}

impl<'de> Deserialize<'de> for Number {
    /// By way of a borrowed `RawValue`: serde_json's own way to a number's digits, without a copy.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <&RawValue>::deserialize(deserializer)?.get();
        match Decimal::from_str_exact(text) {
            Ok(value) => Ok(Self(Repr::Decimal(value))),
            Err(_) => match (Decimal::from_scientific(text), decimal::parse(text)) {
                (Ok(value), _) => Ok(Self(Repr::Decimal(value))),
                (_, Ok(_)) => Ok(Self(Repr::Wide(text.into()))),
                _ => Err(D::Error::custom("expected a number")),
            },
        }
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let text = match &self.0 {
            Repr::Decimal(value) => match value.to_i64() {
                Some(whole) if value.is_integer() => return s.serialize_i64(whole),
                _ => value.to_string(),
            },
            Repr::Wide(text) => text.to_string(),
        };
        if text.bytes().filter(u8::is_ascii_digit).count() <= 15
            && let Ok(float) = text.parse()
        {
            return s.serialize_f64(float);
        }
        RawValue::from_string(text)
            .map_err(S::Error::custom)?
            .serialize(s)
    }
}
