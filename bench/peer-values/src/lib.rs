//! The field types of `ats_core::value`, with serde's traits written by hand.
//!
//! A crate of models under `serde_derive` needs field types that implement `Serialize` and
//! `Deserialize`. These hold what ats-core's hold, keep the same rules by the same functions, and
//! are compiled before the clock starts, so that `serde_derive` is charged for what it emits and
//! for nothing else. Their impls are as lean as serde allows: one visitor method each.

mod number;
mod patch;
mod text;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use number::Number;
pub use patch::{Change, Patch};
pub use text::{Blob, Date, DateTime, Id, MultiPicklist, Text, Time, Unlisted};

/// Stands for any object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnyObject {}

/// Any JSON, as its text.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RawJson(Box<serde_json::value::RawValue>);

impl PartialEq for RawJson {
    fn eq(&self, other: &Self) -> bool {
        self.0.get() == other.0.get()
    }
}

/// A record of an object without a type.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UntypedRecord(pub BTreeMap<String, serde_json::Value>);

/// Records, as a query or a child relationship answers them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Page<T> {
    /// How many records match.
    pub total_size: u64,
    /// Whether this is the last page.
    pub done: bool,
    /// The path of the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_records_url: Option<String>,
    /// The records.
    pub records: Vec<T>,
}

/// A parent record.
pub type Related<T> = Box<T>;

/// The records of a child relationship.
pub type Children<T> = Related<Page<T>>;

/// An address, as one value.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(
    missing_docs,
    reason = "named as in ats-core, where they are documented"
)]
pub struct Address {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latitude: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub longitude: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub street: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub geocode_accuracy: Option<Text<40>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

/// A place on earth.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[expect(
    missing_docs,
    reason = "named as in ats-core, where they are documented"
)]
pub struct Location {
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
}
