//! What `Sforce-Limit-Info` says, and the guard that heeds it.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use reqwest::header::HeaderMap;

/// The org's API calls in the last 24 hours, as an answer's `Sforce-Limit-Info` told.
///
/// Source: REST API Developer Guide, “Limit Info Header”.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ApiUsage {
    /// Calls made, by everybody.
    pub used: u64,
    /// Calls allowed.
    pub limit: u64,
    /// The calls of this connected app, where the org counts them apart.
    pub app: Option<AppUsage>,
}

/// The calls of one connected app.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AppUsage {
    /// Calls made.
    pub used: u64,
    /// Calls allowed.
    pub limit: u64,
    /// The app's name.
    pub name: String,
}

impl ApiUsage {
    /// From the header's text: `api-usage=25/5000; per-app-api-usage=17/250(appName=my-app)`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut usage = None;
        let mut app = None;
        for part in text.split(';') {
            let (key, value) = part.trim().split_once('=')?;
            match key {
                "api-usage" => usage = Some(fraction(value)?),
                "per-app-api-usage" => {
                    let (numbers, name) = value.split_once('(')?;
                    let (used, limit) = fraction(numbers)?;
                    let name = name.trim_end_matches(')');
                    app = Some(AppUsage {
                        used,
                        limit,
                        name: name.strip_prefix("appName=").unwrap_or(name).to_owned(),
                    });
                }
                _ => {}
            }
        }
        let (used, limit) = usage?;
        Some(Self { used, limit, app })
    }

    /// The share that is used up, from 0 to 1 and, where the org lets it be overrun, beyond.
    #[must_use]
    pub fn share(&self) -> f64 {
        if self.limit == 0 {
            return 1.0;
        }
        // Numbers of API calls are far below 2⁵³.
        self.used as f64 / self.limit as f64
    }
}

fn fraction(text: &str) -> Option<(u64, u64)> {
    let (used, limit) = text.trim().split_once('/')?;
    Some((used.trim().parse().ok()?, limit.trim().parse().ok()?))
}

/// The share of the day's calls that this client may see used is used up; nothing was sent.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
#[error(
    "nothing was sent: the org has used {used} of its {limit} daily API calls, more than the share of {share} that this client leaves them at"
)]
pub struct BudgetSpent {
    /// Calls made, by everybody.
    pub used: u64,
    /// Calls allowed.
    pub limit: u64,
    /// The share, from `max_daily_share`.
    pub share: f64,
}

/// What the client knows of the org's calls.
pub(crate) struct Usage {
    share: Option<f64>,
    known: Mutex<Option<Known>>,
}

struct Known {
    usage: ApiUsage,
    /// When the org said so.
    at: Instant,
}

/// How old the org's word may be before the guard lets one call through to hear a new one: the
/// 24-hour window moves on, and only an answer tells.
const STALE: Duration = Duration::from_secs(300);

impl Usage {
    pub(crate) const fn new(share: Option<f64>) -> Self {
        Self {
            share,
            known: Mutex::new(None),
        }
    }

    fn known(&self) -> MutexGuard<'_, Option<Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn latest(&self) -> Option<ApiUsage> {
        self.known().as_ref().map(|known| known.usage.clone())
    }

    /// Learns from an answer.
    pub(crate) fn learn(&self, headers: &HeaderMap) -> Option<ApiUsage> {
        let text = headers.get("sforce-limit-info")?.to_str().ok()?;
        let usage = ApiUsage::parse(text)?;
        *self.known() = Some(Known {
            usage: usage.clone(),
            at: Instant::now(),
        });
        Some(usage)
    }

    /// Whether a call may be made; counts it as made until the org says otherwise, so that many
    /// tasks at once do not overrun the share together.
    pub(crate) fn permit(&self) -> Result<(), BudgetSpent> {
        let Some(share) = self.share else {
            return Ok(());
        };
        let mut known = self.known();
        let Some(known) = known.as_mut() else {
            return Ok(());
        };
        if known.usage.share() >= share {
            if known.at.elapsed() < STALE {
                return Err(BudgetSpent {
                    used: known.usage.used,
                    limit: known.usage.limit,
                    share,
                });
            }
            // One call asks anew; the others wait for what it hears.
            known.at = Instant::now();
        }
        known.usage.used += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use reqwest::header::HeaderValue;

    use super::*;

    fn headers(text: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert("sforce-limit-info", HeaderValue::from_str(text).unwrap());
        headers
    }

    #[test]
    fn both_forms_of_the_header() {
        let plain = ApiUsage::parse("api-usage=25/15000").unwrap();
        assert_eq!((plain.used, plain.limit, plain.app), (25, 15_000, None));
        let apps =
            ApiUsage::parse("api-usage=25/5000; per-app-api-usage=17/250(appName=my-app)").unwrap();
        let app = apps.app.unwrap();
        assert_eq!((app.used, app.limit, &*app.name), (17, 250, "my-app"));
        assert_eq!(ApiUsage::parse("api-usage=many"), None);
        assert_eq!(ApiUsage::parse(""), None);
    }

    #[test]
    fn the_guard_stops_before_the_share_is_passed() {
        let usage = Usage::new(Some(0.5));
        assert!(usage.permit().is_ok(), "nothing is known yet");
        usage.learn(&headers("api-usage=48/100"));
        assert!(usage.permit().is_ok());
        assert!(usage.permit().is_ok());
        let spent = usage.permit().unwrap_err();
        assert_eq!((spent.used, spent.limit), (50, 100));
        // The window has moved on.
        usage.learn(&headers("api-usage=10/100"));
        assert!(usage.permit().is_ok());
    }

    #[test]
    fn without_a_share_there_is_no_guard() {
        let usage = Usage::new(None);
        usage.learn(&headers("api-usage=100/100"));
        assert!(usage.permit().is_ok());
        assert_eq!(usage.latest().unwrap().used, 100);
    }

    proptest! {
        #[test]
        fn any_header_is_read_without_panic(text in "\\PC{0,80}") {
            let _ = ApiUsage::parse(&text);
        }
    }
}
