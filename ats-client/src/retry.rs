//! When a request is sent again, and after how long.

use std::time::Duration;

use crate::error::Kind;
use crate::{ClientError, NetworkKind};

/// What repeating a request would do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// It only reads: repeating it changes nothing.
    Read,
    /// It sets a state: update by id, delete, upsert by external id. A second time changes nothing
    /// more, though the org's triggers run again.
    Idempotent,
    /// It makes something new each time.
    Mutation,
}

/// How often and how soon a request is sent again.
///
/// | what happened | read | idempotent | mutation |
/// |---|---|---|---|
/// | no connection could be made (name, port) | again | again | again |
/// | the certificate is not trusted | stop | stop | stop |
/// | the connection broke, or no answer in time | again | again | **outcome unknown** |
/// | 401: the token has expired | new token, again | … | … |
/// | `UNABLE_TO_LOCK_ROW`: the org rolled back | again | again | again |
/// | `REQUEST_LIMIT_EXCEEDED` | stop | stop | stop |
/// | 420: Salesforce Edge has no route; 429 | again | again | again |
/// | 503 | again | again | **outcome unknown** |
/// | 500, 502, 504 | again | again | **outcome unknown** |
/// | a successful answer that is cut off | again | again | **outcome unknown** |
/// | anything else | stop | stop | stop |
///
/// A mutation that may have happened is never repeated: RFC 9110, section 9.2.2, asks for “some
/// means to detect that the original request was never applied”, and neither it nor Salesforce
/// says that a 503 is one. [`unavailable_means_not_done`](Self::unavailable_means_not_done) is for
/// programs that know better.
///
/// The wait is random between nothing and `base · 2ⁿ`, at most `cap` (“full jitter”), but never
/// shorter than the org's `Retry-After`.
#[derive(Clone, Debug)]
pub struct RetryPolicy {
    attempts: u32,
    base: Duration,
    cap: Duration,
    longest_retry_after: Duration,
    unavailable_means_not_done: bool,
}

impl Default for RetryPolicy {
    /// Five attempts; waits of up to 0.5, 1, 2 and 4 seconds; a `Retry-After` of up to two
    /// minutes is honoured.
    fn default() -> Self {
        Self {
            attempts: 5,
            base: Duration::from_millis(500),
            cap: Duration::from_secs(30),
            longest_retry_after: Duration::from_secs(120),
            unavailable_means_not_done: false,
        }
    }
}

impl RetryPolicy {
    /// Every request is sent once.
    #[must_use]
    pub fn never() -> Self {
        Self::default().attempts(1)
    }

    /// How often a request is sent at most, the first time included; at least once.
    #[must_use]
    pub const fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = if attempts == 0 { 1 } else { attempts };
        self
    }

    /// The longest wait before the second attempt; it doubles with each one.
    #[must_use]
    pub const fn base(mut self, base: Duration) -> Self {
        self.base = base;
        self
    }

    /// The longest wait before any attempt.
    #[must_use]
    pub const fn cap(mut self, cap: Duration) -> Self {
        self.cap = cap;
        self
    }

    /// The longest `Retry-After` that is waited for; a longer one is returned as an error at once.
    #[must_use]
    pub const fn longest_retry_after(mut self, longest: Duration) -> Self {
        self.longest_retry_after = longest;
        self
    }

    /// Takes a 503 as a promise that nothing was done, so that creates are repeated after it.
    #[must_use]
    pub const fn unavailable_means_not_done(mut self, yes: bool) -> Self {
        self.unavailable_means_not_done = yes;
        self
    }

    /// What to do after an attempt failed.
    pub(crate) fn judge(&self, class: Class, error: &ClientError) -> Verdict {
        let may_repeat = match class {
            Class::Read | Class::Idempotent => Verdict::Again,
            Class::Mutation => Verdict::Unknown,
        };
        let answered = match class {
            Class::Read | Class::Idempotent => Verdict::Stop,
            Class::Mutation => Verdict::Unknown,
        };
        match error {
            ClientError::Network(error) if error.was_not_sent() => {
                if error.kind() == NetworkKind::Tls {
                    Verdict::Stop
                } else {
                    Verdict::Again
                }
            }
            ClientError::Network(_) => may_repeat,
            ClientError::Api(failure) => match failure.kind() {
                Kind::Locked | Kind::NoRoute | Kind::TooManyRequests => Verdict::Again,
                Kind::Unavailable if self.unavailable_means_not_done => Verdict::Again,
                Kind::Unavailable | Kind::ServerError | Kind::BadGateway => may_repeat,
                _ => Verdict::Stop,
            },
            ClientError::NotSalesforce(answer) => match answer.status {
                420 | 429 => Verdict::Again,
                500..=599 => may_repeat,
                200..=299 => answered,
                _ => Verdict::Stop,
            },
            ClientError::Unreadable(error) if error.truncated => may_repeat,
            // The request was answered with success, only not in words we understand.
            ClientError::Unreadable(_) | ClientError::TooLarge { .. } => answered,
            _ => Verdict::Stop,
        }
    }

    /// Whether there is an attempt left after this one, counted from 1.
    pub(crate) const fn allows_another(&self, attempt: u32) -> bool {
        attempt < self.attempts
    }

    /// How long to wait after an attempt, counted from 1; `None` if the org wants to be left alone
    /// for longer than we wait.
    pub(crate) fn wait(&self, attempt: u32, error: &ClientError) -> Option<Duration> {
        let asked = error.api().and_then(|failure| failure.retry_after);
        if asked.is_some_and(|asked| asked > self.longest_retry_after) {
            return None;
        }
        let doubled = self
            .base
            .saturating_mul(1_u32.checked_shl(attempt - 1).unwrap_or(u32::MAX));
        let jittered = doubled.min(self.cap).mul_f64(fastrand::f64());
        Some(jittered.max(asked.unwrap_or_default()))
    }
}

/// What to do after an attempt failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Send it again: nothing was done, or doing it twice is harmless.
    Again,
    /// The error is final.
    Stop,
    /// Whether it was done is not known, and it must not be done twice.
    Unknown,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{About, ApiError, ApiFailure, Unreadable};

    fn api(status: u16, code: Option<&str>) -> ClientError {
        ApiFailure {
            status,
            about: About::new("test"),
            errors: code
                .map(|code| ApiError {
                    code: code.into(),
                    message: String::new(),
                    fields: Vec::new(),
                    reference: None,
                })
                .into_iter()
                .collect(),
            matches: Vec::new(),
            retry_after: None,
            after_uncertain: false,
        }
        .into()
    }

    #[test]
    fn the_table_of_the_documentation() {
        use Verdict::{Again, Stop, Unknown};
        let policy = RetryPolicy::default();
        let cut_off = ClientError::Unreadable(Unreadable {
            operation: "test",
            message: String::new(),
            truncated: true,
        });
        for (error, expected) in [
            (api(400, Some("UNABLE_TO_LOCK_ROW")), [Again, Again, Again]),
            (api(403, Some("REQUEST_LIMIT_EXCEEDED")), [Stop, Stop, Stop]),
            // The code decides, not the status.
            (api(503, Some("REQUEST_LIMIT_EXCEEDED")), [Stop, Stop, Stop]),
            (api(420, None), [Again, Again, Again]),
            (api(503, None), [Again, Again, Unknown]),
            (api(500, Some("UNKNOWN_EXCEPTION")), [Again, Again, Unknown]),
            (api(502, None), [Again, Again, Unknown]),
            (api(400, Some("STRING_TOO_LONG")), [Stop, Stop, Stop]),
            (api(404, None), [Stop, Stop, Stop]),
            (cut_off, [Again, Again, Unknown]),
        ] {
            let classes = [Class::Read, Class::Idempotent, Class::Mutation];
            let found = classes.map(|class| policy.judge(class, &error));
            assert_eq!(found, expected, "{error}");
        }
        let trusting = policy.unavailable_means_not_done(true);
        assert_eq!(trusting.judge(Class::Mutation, &api(503, None)), Again);
        assert_eq!(trusting.judge(Class::Mutation, &api(500, None)), Unknown);
    }

    #[test]
    fn waits_grow_stay_under_the_cap_and_heed_the_org() {
        let policy = RetryPolicy::default()
            .base(Duration::from_millis(100))
            .cap(Duration::from_secs(1));
        let error = api(503, None);
        for attempt in 1..100 {
            let wait = policy.wait(attempt, &error).unwrap();
            let longest = Duration::from_millis(100 * (1 << (attempt - 1).min(10)));
            assert!(
                wait <= longest.min(Duration::from_secs(1)),
                "{attempt}: {wait:?}"
            );
        }
        let asks = |seconds| {
            let ClientError::Api(mut failure) = api(503, None) else {
                unreachable!("made as one")
            };
            failure.retry_after = Some(Duration::from_secs(seconds));
            ClientError::Api(failure)
        };
        assert!(policy.wait(1, &asks(3)).unwrap() >= Duration::from_secs(3));
        assert_eq!(policy.wait(1, &asks(3600)), None);
    }
}
