//! The requests that a fault hits: the script of an org, and faults requested by a header.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;

use super::{Fault, FaultError};

/// Headers that are remembered with their counts; more than any test has.
const HEADERS: usize = 10_000;

/// The script of faults of one emulated org. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Faults(Arc<Mutex<Script>>);

#[derive(Debug, Default)]
struct Script {
    planned: Vec<FaultReport>,
    /// By the header's text, so that a client which sends the same header with every request
    /// and every retry meets `after` and `times` as it would in a script.
    by_header: HashMap<String, FaultReport>,
}

/// The progress of a scripted fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FaultReport {
    /// The fault.
    pub fault: Fault,
    /// The number of requests that it matched, those it let pass included.
    pub seen: u64,
    /// The number of requests that it hit.
    pub hits: u64,
}

impl FaultReport {
    fn new(fault: Fault) -> Self {
        Self {
            fault,
            seen: 0,
            hits: 0,
        }
    }

    /// Counts a request; returns true if the fault hits it.
    fn count(&mut self, method: &str, path: &str, default_path: &str, times: u64) -> bool {
        if !self.fault.matches(method, path, default_path) {
            return false;
        }
        self.seen += 1;
        let hit = self.seen > self.fault.after && self.hits < self.fault.times.unwrap_or(times);
        self.hits += u64::from(hit);
        hit
    }
}

impl Faults {
    /// Adds a fault to the script: it hits one request unless [`Fault::times`] says
    /// otherwise, among those to `/services/data…` unless [`Fault::path`] does.
    ///
    /// Of several faults that would hit a request, the one added first does.
    pub fn add(&self, fault: Fault) {
        self.script(|script| script.planned.push(FaultReport::new(fault)));
    }

    /// Empties the script, and forgets the counts of headers.
    pub fn clear(&self) {
        self.script(|script| *script = Script::default());
    }

    /// The progress of each fault of the script, in the order they were added.
    #[must_use]
    pub fn report(&self) -> Vec<FaultReport> {
        self.script(|script| script.planned.clone())
    }

    /// The fault that hits a request: that of its header first, then the script's.
    pub(crate) fn pick(
        &self,
        method: &str,
        path: &str,
        header: Option<&str>,
    ) -> Result<Option<Fault>, FaultError> {
        self.script(|script| {
            if let Some(header) = header {
                if !script.by_header.contains_key(header) {
                    let fault = header.parse()?;
                    if script.by_header.len() >= HEADERS {
                        script.by_header.clear();
                    }
                    script
                        .by_header
                        .insert(header.to_owned(), FaultReport::new(fault));
                }
                if let Some(plan) = script.by_header.get_mut(header)
                    && plan.count(method, path, "/", u64::MAX)
                {
                    return Ok(Some(plan.fault.clone()));
                }
            }
            Ok(script.planned.iter_mut().find_map(|plan| {
                plan.count(method, path, "/services/data", 1)
                    .then(|| plan.fault.clone())
            }))
        })
    }

    fn script<R>(&self, with: impl FnOnce(&mut Script) -> R) -> R {
        // A script is whole after every statement, so one that a panic left behind is good.
        with(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::super::FaultKind;
    use super::*;

    const QUERY: &str = "/services/data/v63.0/query";

    fn hits(faults: &Faults, path: &str, header: Option<&str>, requests: usize) -> String {
        (0..requests)
            .map(|_| match faults.pick("GET", path, header) {
                Ok(Some(_)) => 'x',
                _ => '.',
            })
            .collect()
    }

    #[test]
    fn a_script_hits_once_after_so_many() {
        let faults = Faults::default();
        faults.add(Fault::new(FaultKind::ServerError).after(2));
        assert_eq!(hits(&faults, "/services/oauth2/token", None, 5), ".....");
        assert_eq!(hits(&faults, QUERY, None, 5), "..x..");
        let report = faults.report();
        assert_eq!((report[0].seen, report[0].hits), (5, 1));
        faults.clear();
        assert_eq!(faults.report(), []);
    }

    #[test]
    fn the_first_of_two_comes_first() {
        let faults = Faults::default();
        faults.add(Fault::new(FaultKind::ServerError).method("post"));
        faults.add(Fault::new(FaultKind::Unavailable).times(2));
        let kind = |method| {
            faults
                .pick(method, QUERY, None)
                .unwrap()
                .map(|fault| fault.kind())
        };
        assert_eq!(kind("POST"), Some(FaultKind::ServerError));
        assert_eq!(kind("POST"), Some(FaultKind::Unavailable));
        assert_eq!(kind("GET"), Some(FaultKind::Unavailable));
        assert_eq!(kind("GET"), None);
    }

    #[test]
    fn headers_count_by_their_text() {
        let faults = Faults::default();
        assert_eq!(hits(&faults, QUERY, Some("500"), 3), "xxx");
        assert_eq!(hits(&faults, QUERY, Some("500;after=1;times=1"), 3), ".x.");
        assert_eq!(
            hits(&faults, QUERY, Some("500;after=1;times=1;label=b"), 3),
            ".x."
        );
        assert!(faults.pick("GET", QUERY, Some("nonsense")).is_err());
    }
}
