//! How much the org lets its users ask: what it says, what its edition promises, and a guard.

mod allocation;
mod usage;

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::call::{Call, text};
use crate::error::ErrorContext;
use crate::{Client, ClientError};

pub use allocation::{ApiAllocation, Edition, License};
pub(crate) use usage::Usage;
pub use usage::{ApiUsage, AppUsage, BudgetSpent};

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
    /// What is left; below zero where the org lets a limit be overrun.
    #[serde(rename = "Remaining")]
    pub remaining: i64,
}

impl Limit {
    /// What has been used.
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
    /// What every call tells anyway is at [`api_usage`](Self::api_usage), without a call.
    ///
    /// # Errors
    ///
    /// See [`ClientError`].
    pub async fn limits(&self) -> Result<Limits, ClientError> {
        let mut limits = Limits {
            all: BTreeMap::new(),
        };
        let call = Call::get("limits", ErrorContext::new("limits"));
        self.call(&call, &mut |answer| {
            let answered: BTreeMap<String, serde_json::Value> =
                serde_json::from_str(text(answer)?)?;
            // An entry that is shaped otherwise is a limit of a kind that is not known yet.
            limits.all = answered
                .into_iter()
                .filter_map(|(name, limit)| Some((name, serde_json::from_value(limit).ok()?)))
                .collect();
            Ok(())
        })
        .await?;
        Ok(limits)
    }
}
