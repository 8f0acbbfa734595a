//! The daily allocation of API requests, which counts down.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use axum::http::HeaderName;
use serde_json::{Value, json};

use crate::date_time::{self, Millis};
use crate::error::ApiError;

/// The header with the use of the daily allocation.
pub(super) const LIMIT_INFO: HeaderName = HeaderName::from_static("sforce-limit-info");

const DAY: Millis = 24 * 60 * 60 * 1000;

/// Limits of which the emulator uses nothing, as an Enterprise Edition org has them.
const UNUSED: [(&str, u64); 23] = [
    ("ConcurrentAsyncGetReportInstances", 200),
    ("ConcurrentSyncReportRuns", 20),
    ("DailyAsyncApexExecutions", 250_000),
    ("DailyBulkApiBatches", 15_000),
    ("DailyBulkV2QueryFileStorageMB", 976_562),
    ("DailyBulkV2QueryJobs", 10_000),
    ("DailyDurableGenericStreamingApiEvents", 10_000),
    ("DailyDurableStreamingApiEvents", 10_000),
    ("DailyGenericStreamingApiEvents", 10_000),
    ("DailyStreamingApiEvents", 10_000),
    ("DailyWorkflowEmails", 1_000),
    ("DataStorageMB", 1_024),
    ("FileStorageMB", 1_024),
    ("HourlyAsyncReportRuns", 1_200),
    ("HourlyDashboardRefreshes", 200),
    ("HourlyDashboardResults", 5_000),
    ("HourlyDashboardStatuses", 999_999_999),
    ("HourlyODataCallout", 20_000),
    ("HourlySyncReportRuns", 500),
    ("HourlyTimeBasedWorkflow", 1_000),
    ("MassEmail", 5_000),
    ("SingleEmail", 5_000),
    ("StreamingApiConcurrentClients", 1_000),
];

/// The response to a request over the allocation.
pub(super) fn exceeded() -> ApiError {
    let message = "TotalRequests Limit exceeded.";
    ApiError::new(403, "REQUEST_LIMIT_EXCEEDED", message)
}

/// The allocation and its use.
#[derive(Debug)]
pub(super) struct Limits {
    max: u64,
    window: Mutex<Window>,
}

#[derive(Debug)]
struct Window {
    since: Millis,
    used: u64,
}

/// The use of the allocation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Usage {
    pub(super) used: u64,
    pub(super) max: u64,
}

/// The text of `Sforce-Limit-Info`.
impl fmt::Display for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "api-usage={}/{}", self.used, self.max)
    }
}

impl Limits {
    pub(super) fn new(max: u64) -> Self {
        let window = Window {
            since: date_time::now(),
            used: 0,
        };
        Self {
            max,
            window: Mutex::new(window),
        }
    }

    /// Counts a call; `None` if the allocation is used up.
    ///
    /// Salesforce counts the last 24 hours at any time; here the count starts again 24 hours
    /// after its first call.
    pub(super) fn count(&self) -> Option<Usage> {
        self.window(|window| {
            if window.used >= self.max {
                return None;
            }
            window.used += 1;
            Some(self.usage_of(window))
        })
    }

    pub(super) fn usage(&self) -> Usage {
        self.window(|window| self.usage_of(window))
    }

    fn usage_of(&self, window: &Window) -> Usage {
        Usage {
            used: window.used,
            max: self.max,
        }
    }

    fn window<R>(&self, with: impl FnOnce(&mut Window) -> R) -> R {
        // Two numbers, whole after every statement, also when a panic came between.
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        let now = date_time::now();
        if now - window.since >= DAY {
            *window = Window {
                since: now,
                used: 0,
            };
        }
        with(&mut window)
    }

    /// The answer of `/limits`. Only `DailyApiRequests` changes.
    pub(super) fn to_json(&self) -> Value {
        let Usage { used, max } = self.usage();
        let own = ("DailyApiRequests", max, max.saturating_sub(used));
        let unused = UNUSED.iter().map(|(name, max)| (*name, *max, *max));
        let mut limits: Vec<_> = unused.chain([own]).collect();
        limits.sort_unstable();
        limits
            .into_iter()
            .map(|(name, max, remaining)| {
                (
                    name.to_owned(),
                    json!({ "Max": max, "Remaining": remaining }),
                )
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_down_to_nothing() {
        let limits = Limits::new(2);
        assert_eq!(limits.count().unwrap().to_string(), "api-usage=1/2");
        assert_eq!(limits.to_json()["DailyApiRequests"]["Remaining"], 1);
        assert!(limits.count().is_some());
        assert_eq!(limits.count(), None);
        assert_eq!(limits.usage(), Usage { used: 2, max: 2 });
    }

    #[test]
    fn starts_again_after_a_day() {
        let limits = Limits::new(1);
        limits.count().unwrap();
        assert_eq!(limits.count(), None);
        limits.window(|window| window.since -= DAY);
        assert!(limits.count().is_some());
    }
}
