//! The last requests and the statuses of their responses, for tests to check.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;

/// The number of exchanges that are kept; older ones are dropped.
const KEPT: usize = 10_000;

/// A request and the status of its response.
///
/// Of the request only the method and the path are kept: its query, headers and body may
/// hold credentials and people's data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Exchange {
    /// Such as `POST`.
    pub method: String,
    /// Such as `/services/data/v63.0/query`.
    pub path: String,
    /// The HTTP status, even if a fault prevented the response from arriving.
    pub status: u16,
    /// The name of the fault that hit it.
    pub fault: Option<&'static str>,
}

#[derive(Debug, Default)]
pub(super) struct Journal(Mutex<VecDeque<Exchange>>);

impl Journal {
    pub(super) fn add(&self, exchange: Exchange) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT {
            kept.pop_front();
        }
        kept.push_back(exchange);
    }

    pub(super) fn list(&self) -> Vec<Exchange> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().cloned().collect()
    }

    pub(super) fn clear(&self) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_go_first() {
        let journal = Journal::default();
        for number in 0..=KEPT {
            journal.add(Exchange {
                method: "GET".to_owned(),
                path: format!("/{number}"),
                status: 200,
                fault: None,
            });
        }
        let list = journal.list();
        assert_eq!(list.len(), KEPT);
        assert_eq!(list[0].path, "/1");
        journal.clear();
        assert_eq!(journal.list(), []);
    }
}
