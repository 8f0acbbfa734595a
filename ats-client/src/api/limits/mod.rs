//! The limits that the org reports, and those that its edition has.

mod allocation;

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::client::Client;
use crate::error::{ClientError, ErrorContext};
use crate::send::ApiRequest;

pub use allocation::{ApiAllocation, Edition, License};

/// The org's limits, and what is left of them.
///
/// Source: REST API Developer Guide, “Limits”.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Every limit by its name, such as `DailyApiRequests`.
    pub all: BTreeMap<String, Limit>,
}

/// One limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Limit {
    /// The allocation.
    #[serde(rename = "Max")]
    pub max: i64,
    /// The number left; below zero where the org lets a limit be overrun.
    #[serde(rename = "Remaining")]
    pub remaining: i64,
}

impl Limit {
    /// Returns the number used.
    #[must_use]
    pub const fn used(self) -> i64 {
        self.max.saturating_sub(self.remaining)
    }
}

impl Limits {
    /// A limit by its name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Limit> {
        self.all.get(name).copied()
    }

    /// API calls in 24 hours.
    #[must_use]
    pub fn daily_api_requests(&self) -> Option<Limit> {
        self.get("DailyApiRequests")
    }

    /// Batches of the Bulk API in 24 hours.
    #[must_use]
    pub fn daily_bulk_batches(&self) -> Option<Limit> {
        self.get("DailyBulkApiBatches")
    }

    /// Data storage, in megabytes.
    #[must_use]
    pub fn data_storage_mb(&self) -> Option<Limit> {
        self.get("DataStorageMB")
    }

    /// File storage, in megabytes.
    #[must_use]
    pub fn file_storage_mb(&self) -> Option<Limit> {
        self.get("FileStorageMB")
    }
}

impl Client {
    /// The org's limits (guide: “Fetch API Limits”).
    ///
    /// [`api_usage`](Self::api_usage) returns the usage that every response reports, without a request.
    ///
    /// # Errors
    ///
    /// See [`ClientError`].
    pub async fn limits(&self) -> Result<Limits, ClientError> {
        let request = ApiRequest::get("limits", ErrorContext::new("limits"));
        let limits: BTreeMap<String, Value> = self.inner.sender.json(&request).await?;
        // An entry with other fields is a limit of a kind that is not known yet.
        let known = limits
            .into_iter()
            .filter_map(|(name, limit)| Some((name, serde_json::from_value(limit).ok()?)));
        Ok(Limits {
            all: known.collect(),
        })
    }
}
