//! The usage that `Sforce-Limit-Info` reports, and the guard that heeds it.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use reqwest::header::HeaderMap;

use crate::error::{BudgetSpent, printable};

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
                        name: printable(name.strip_prefix("appName=").unwrap_or(name)),
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

/// The usage of the org's API calls, as far as the client knows it, and this client's share.
pub(crate) struct ApiBudget {
    share: Option<f64>,
    state: Mutex<State>,
}

struct State {
    known: Option<Known>,
    /// Calls whose answers are awaited.
    under_way: u64,
}

struct Known {
    usage: ApiUsage,
    /// When the org said so, or was last asked anew.
    at: Instant,
}

/// Leave for one call; it counts until this is dropped.
pub(crate) struct Permit<'a>(&'a ApiBudget);

/// Maximum age of usage data before one request is let through to refresh it: the
/// 24-hour window moves on, and only an answer tells.
const STALE: Duration = Duration::from_secs(300);

impl ApiBudget {
    pub(crate) const fn new(share: Option<f64>) -> Self {
        Self {
            share,
            state: Mutex::new(State {
                known: None,
                under_way: 0,
            }),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn latest(&self) -> Option<ApiUsage> {
        self.state().known.as_ref().map(|known| known.usage.clone())
    }

    /// Learns from an answer.
    pub(crate) fn learn(&self, headers: &HeaderMap) -> Option<ApiUsage> {
        let text = headers.get("sforce-limit-info")?.to_str().ok()?;
        let usage = ApiUsage::parse(text)?;
        self.state().known = Some(Known {
            usage: usage.clone(),
            at: Instant::now(),
        });
        Some(usage)
    }

    /// Checks that a call may be made now.
    ///
    /// Calls under way count as made, so that many tasks at once do not overrun the share together.
    /// The org may have counted some of them already: close to the share, the guard stops rather
    /// too early than too late.
    pub(crate) fn permit(&self, now: Instant) -> Result<Permit<'_>, BudgetSpent> {
        let mut state = self.state();
        let under_way = state.under_way;
        if let (Some(share), Some(known)) = (self.share, state.known.as_mut()) {
            let mut expected = known.usage.clone();
            expected.used = expected.used.saturating_add(under_way);
            if expected.share() >= share {
                if now.saturating_duration_since(known.at) < STALE {
                    return Err(BudgetSpent {
                        used: known.usage.used,
                        limit: known.usage.limit,
                        share,
                    });
                }
                // One call asks anew; the others go by what it hears.
                known.at = now;
            }
        }
        state.under_way += 1;
        Ok(Permit(self))
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.0.state().under_way -= 1;
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
        let usage = ApiBudget::new(Some(0.5));
        let now = Instant::now();
        assert!(usage.permit(now).is_ok(), "nothing is known yet");
        usage.learn(&headers("api-usage=48/100"));
        let first = usage.permit(now).unwrap();
        let second = usage.permit(now).unwrap();
        let spent = usage.permit(now).err().unwrap();
        assert_eq!((spent.used, spent.limit), (48, 100));
        drop((first, second));
        // What was given up did not count.
        assert!(usage.permit(now).is_ok());
        usage.learn(&headers("api-usage=50/100"));
        assert!(usage.permit(now).is_err());
    }

    #[test]
    fn the_window_moves_on_and_one_call_finds_out() {
        let usage = ApiBudget::new(Some(0.5));
        usage.learn(&headers("api-usage=80/100"));
        let soon = Instant::now() + STALE / 2;
        assert!(usage.permit(soon).is_err());
        let later = Instant::now() + STALE;
        let scout = usage.permit(later).unwrap();
        assert!(usage.permit(later).is_err(), "one is enough");
        // It hears that nothing has changed: again nobody asks for a while.
        usage.learn(&headers("api-usage=80/100"));
        drop(scout);
        assert!(usage.permit(Instant::now()).is_err());
        // The next one hears that the day's window has moved on.
        let scout = usage.permit(later + STALE).unwrap();
        usage.learn(&headers("api-usage=10/100"));
        drop(scout);
        assert!(usage.permit(Instant::now()).is_ok());
    }

    #[test]
    fn a_scout_that_gets_lost_is_followed_by_another() {
        let usage = ApiBudget::new(Some(0.5));
        usage.learn(&headers("api-usage=80/100"));
        let later = Instant::now() + STALE;
        drop(usage.permit(later).unwrap());
        assert!(usage.permit(later).is_err());
        assert!(usage.permit(later + STALE).is_ok());
    }

    #[test]
    fn without_a_share_there_is_no_guard() {
        let usage = ApiBudget::new(None);
        usage.learn(&headers("api-usage=100/100"));
        assert!(usage.permit(Instant::now()).is_ok());
        assert_eq!(usage.latest().unwrap().used, 100);
    }

    proptest! {
        #[test]
        fn any_header_is_read_without_panic(text in "\\PC{0,80}") {
            let _ = ApiUsage::parse(&text);
        }
    }
}
