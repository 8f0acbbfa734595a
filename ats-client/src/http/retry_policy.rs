//! The number and the delays of repeated attempts.

use std::time::Duration;

/// The number and the delays of the attempts of a request.
///
/// | what happened | read | idempotent | mutation |
/// |---|---|---|---|
/// | no connection could be made (name, port) | again | again | again |
/// | the certificate is not trusted | stop | stop | stop |
/// | the server refused the request before it processed it (HTTP/2) | again | again | again |
/// | the connection broke, or no answer in time | again | again | **outcome unknown** |
/// | 401: the token has expired | new token, again | … | … |
/// | `UNABLE_TO_LOCK_ROW`: the org rolled back | again | again | again |
/// | `REQUEST_LIMIT_EXCEEDED` | stop | stop | stop |
/// | 420: Salesforce Edge has no route; 429 | again | again | again |
/// | 503 | again | again | **outcome unknown** |
/// | 500, 502, 504 | again | again | **outcome unknown** |
/// | a successful answer that is cut off | again | again | **outcome unknown** |
/// | 302 or 303, which often follow a request that was carried out | stop | **outcome unknown** | **outcome unknown** |
/// | a successful status without proof of success | stop | **outcome unknown** | **outcome unknown** |
/// | anything else | stop | stop | stop |
///
/// Where something idempotent was sent, may have been done, and no later attempt was answered with
/// success, the error is “outcome unknown” too; that one may be made again.
///
/// A mutation that may have happened is never repeated: RFC 9110, section 9.2.2, asks for “some
/// means to detect that the original request was never applied”, and neither it nor Salesforce
/// says that a 503 is one. [`unavailable_means_not_done`](Self::unavailable_means_not_done) is for
/// programs that know better.
///
/// No layer below repeats a request: one attempt is one request, and the span of the call counts
/// them.
///
/// The wait is random between nothing and `base · 2ⁿ`, at most `cap` (“full jitter”), but never
/// shorter than the org's `Retry-After`.
#[derive(Clone, Debug)]
pub struct RetryPolicy {
    max_attempts: u32,
    base_delay: Duration,
    max_delay: Duration,
    max_retry_after: Duration,
    unavailable_means_not_done: bool,
}

impl Default for RetryPolicy {
    /// Five attempts; waits of up to 0.5, 1, 2 and 4 seconds; a `Retry-After` of up to two
    /// minutes is honoured.
    fn default() -> Self {
        Self {
            max_attempts: 5,
            base_delay: Duration::from_millis(500),
            max_delay: Duration::from_secs(30),
            max_retry_after: Duration::from_secs(120),
            unavailable_means_not_done: false,
        }
    }
}

impl RetryPolicy {
    /// Every request is sent once.
    #[must_use]
    pub fn never() -> Self {
        Self::default().max_attempts(1)
    }

    /// Sets the maximum number of times that a request is sent, the first included; at least one.
    #[must_use]
    pub const fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = if attempts == 0 { 1 } else { attempts };
        self
    }

    /// The longest wait before the second attempt; it doubles with each one.
    #[must_use]
    pub const fn base_delay(mut self, base: Duration) -> Self {
        self.base_delay = base;
        self
    }

    /// The longest wait before any attempt.
    #[must_use]
    pub const fn max_delay(mut self, cap: Duration) -> Self {
        self.max_delay = cap;
        self
    }

    /// The longest `Retry-After` that is waited for; a longer one is returned as an error at once.
    #[must_use]
    pub const fn max_retry_after(mut self, longest: Duration) -> Self {
        self.max_retry_after = longest;
        self
    }

    /// Takes a 503 as a promise that nothing was done, so that creates are repeated after it.
    #[must_use]
    pub const fn unavailable_means_not_done(mut self, yes: bool) -> Self {
        self.unavailable_means_not_done = yes;
        self
    }

    /// Returns true if a 503 is a promise that nothing was done.
    pub(crate) const fn trusts_unavailable(&self) -> bool {
        self.unavailable_means_not_done
    }

    /// Returns true if another attempt may follow this one, counted from 1.
    pub(crate) const fn allows_another(&self, attempt: u32) -> bool {
        attempt < self.max_attempts
    }

    /// Returns the wait after an attempt, counted from 1; `None` if the org wants to be left alone
    /// for longer than we wait.
    pub(crate) fn wait(&self, attempt: u32, retry_after: Option<Duration>) -> Option<Duration> {
        if retry_after.is_some_and(|requested| requested > self.max_retry_after) {
            return None;
        }
        let doubled = self
            .base_delay
            .saturating_mul(1_u32.checked_shl(attempt - 1).unwrap_or(u32::MAX));
        let jittered = doubled.min(self.max_delay).mul_f64(fastrand::f64());
        Some(jittered.max(retry_after.unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_stay_under_the_cap_and_heed_the_org() {
        let policy = RetryPolicy::default()
            .base_delay(Duration::from_millis(100))
            .max_delay(Duration::from_secs(1));
        for attempt in 1..100 {
            let wait = policy.wait(attempt, None).unwrap();
            let longest = Duration::from_millis(100 * (1 << (attempt - 1).min(10)));
            assert!(
                wait <= longest.min(Duration::from_secs(1)),
                "{attempt}: {wait:?}"
            );
        }
        let asks = |seconds| Some(Duration::from_secs(seconds));
        assert!(policy.wait(1, asks(3)).unwrap() >= Duration::from_secs(3));
        assert_eq!(policy.wait(1, asks(3600)), None);
    }
}
