//! Tells a token that has ended from a resource that refuses every token.
//!
//! The org says the same in both cases. A new token helps in the first; in the second, a client that
//! signs in for each refusal never stops. What other calls do with the same token tells them apart.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::Notify;

use super::token_store::Session;

/// The most tokens that one call may use up. Tasks that share short-lived tokens may each see
/// several end.
const MOST_RENEWALS: u32 = 25;

/// The most new tokens that are refused to one call while nothing shows that they have ended.
const MOST_UNEXPLAINED: u32 = 3;

/// The longest wait for other calls with the same token to be answered.
const PATIENCE: Duration = Duration::from_secs(2);

/// The evidence that calls have given about one token.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    /// The calls that have begun with it.
    begun: AtomicU64,
    /// Those of them that have ended.
    ended: AtomicU64,
    /// The calls that it was refused to.
    refused: AtomicU64,
    /// The number, among those that have begun, of the latest call that it was accepted for.
    accepted: AtomicU64,
    /// Notified after each change.
    changed: Notify,
}

/// A call that is under way with a token.
pub(crate) struct InUse {
    pub(super) session: Arc<Session>,
    /// Its number among the calls with this token, from 1.
    number: u64,
}

impl InUse {
    pub(crate) fn begin(session: &Arc<Session>) -> Self {
        Self {
            session: Arc::clone(session),
            number: session.evidence.begun.fetch_add(1, Ordering::SeqCst) + 1,
        }
    }

    pub(crate) const fn session(&self) -> &Arc<Session> {
        &self.session
    }

    /// The org has accepted the token.
    pub(super) fn accept(&self) {
        let evidence = &self.session.evidence;
        evidence.accepted.fetch_max(self.number, Ordering::SeqCst);
        evidence.changed.notify_waiters();
    }

    /// The org has refused the token. Returns the number of calls that had begun by then.
    fn refuse(&self) -> u64 {
        let evidence = &self.session.evidence;
        evidence.refused.fetch_add(1, Ordering::SeqCst);
        evidence.changed.notify_waiters();
        evidence.begun.load(Ordering::SeqCst)
    }
}

impl Drop for InUse {
    fn drop(&mut self) {
        let evidence = &self.session.evidence;
        evidence.ended.fetch_add(1, Ordering::SeqCst);
        evidence.changed.notify_waiters();
    }
}

/// The reason for a refusal, judged by the other calls with the token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Finding {
    /// It is refused to others too: it has ended.
    Ended,
    /// It was accepted for a call that began after the refusal: it is good.
    Good,
    /// No other call has tried it.
    Untried,
    /// Others had it accepted, and none has tried it since.
    Unclear,
}

impl Evidence {
    /// Judges a refusal, seen after so many calls had begun; `None` while other calls are under way.
    fn judge(&self, begun: u64) -> Option<Finding> {
        let accepted = self.accepted.load(Ordering::SeqCst);
        if accepted > begun {
            return Some(Finding::Good);
        }
        if self.refused.load(Ordering::SeqCst) > 1 {
            return Some(Finding::Ended);
        }
        // The refused call itself has not ended yet.
        let ended = self.ended.load(Ordering::SeqCst) + 1;
        if ended < self.begun.load(Ordering::SeqCst) {
            return None;
        }
        Some(if accepted > 0 {
            Finding::Unclear
        } else {
            Finding::Untried
        })
    }

    /// Judges a refusal once the calls under way have been answered, or some have.
    async fn find(&self, begun: u64) -> Finding {
        let settled = async {
            loop {
                let changed = self.changed.notified();
                tokio::pin!(changed);
                // From here on no change is missed.
                changed.as_mut().enable();
                if let Some(finding) = self.judge(begun) {
                    return finding;
                }
                changed.await;
            }
        };
        tokio::time::timeout(PATIENCE, settled)
            .await
            .unwrap_or(Finding::Unclear)
    }
}

/// The refusals that one call has met.
#[derive(Debug, Default)]
pub(crate) struct Refusals {
    all: u32,
    unexplained: u32,
}

impl Refusals {
    pub(super) const fn is_empty(&self) -> bool {
        self.all == 0
    }

    /// Adds a refusal. Returns whether a new token may help.
    pub(super) async fn add(&mut self, in_use: &InUse) -> bool {
        let begun = in_use.refuse();
        self.all += 1;
        // The token that a call begins with may have ended long ago.
        if self.all == 1 {
            return true;
        }
        if self.all > MOST_RENEWALS {
            return false;
        }
        match in_use.session.evidence.find(begun).await {
            Finding::Ended => true,
            Finding::Good | Finding::Untried => false,
            Finding::Unclear => {
                self.unexplained += 1;
                self.unexplained < MOST_UNEXPLAINED
            }
        }
    }
}
