//! When a request is sent again, and after how long.

use std::time::Duration;

use crate::error::ErrorKind;
use crate::{ClientError, NetworkErrorKind};

/// The effect of repeating a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Idempotency {
    /// It only reads: repeating it changes nothing.
    Read,
    /// It sets a state: update by id, delete, upsert by external id. A second time changes nothing
    /// more, though the org's triggers run again.
    Idempotent,
    /// It makes something new each time.
    NotIdempotent,
}

/// How often and how soon a request is sent again.
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

    /// How often a request is sent at most, the first time included; at least once.
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

    /// What became of the request, in an attempt that failed so.
    pub(crate) fn fate(&self, error: &ClientError) -> Fate {
        match error {
            ClientError::Network(error) => match error.kind() {
                NetworkErrorKind::Tls => Fate::Refused,
                _ if error.was_not_processed() => Fate::NotDone,
                _ => Fate::Unclear,
            },
            ClientError::Api(failure) if redirects_after_success(failure.status) => Fate::Unread,
            ClientError::Api(failure) => self.fate_of(failure.kind()),
            ClientError::NotSalesforce(answer)
                if matches!(answer.status, 200..=299) || redirects_after_success(answer.status) =>
            {
                Fate::Unread
            }
            ClientError::NotSalesforce(answer) => self.fate_of(answer.kind()),
            ClientError::Unreadable(error) if error.truncated => Fate::Unclear,
            ClientError::Unreadable(_) | ClientError::TooLarge { .. } => Fate::Unread,
            _ => Fate::Refused,
        }
    }

    const fn fate_of(&self, kind: ErrorKind) -> Fate {
        match kind {
            ErrorKind::Locked | ErrorKind::NoRoute | ErrorKind::TooManyRequests => Fate::NotDone,
            ErrorKind::Unavailable if self.unavailable_means_not_done => Fate::NotDone,
            ErrorKind::Unavailable | ErrorKind::ServerError | ErrorKind::BadGateway => {
                Fate::Unclear
            }
            _ => Fate::Refused,
        }
    }

    /// Whether there is an attempt left after this one, counted from 1.
    pub(crate) const fn allows_another(&self, attempt: u32) -> bool {
        attempt < self.max_attempts
    }

    /// How long to wait after an attempt, counted from 1; `None` if the org wants to be left alone
    /// for longer than we wait.
    pub(crate) fn wait(&self, attempt: u32, error: &ClientError) -> Option<Duration> {
        let asked = error.retry_after();
        if asked.is_some_and(|asked| asked > self.max_retry_after) {
            return None;
        }
        let doubled = self
            .base_delay
            .saturating_mul(1_u32.checked_shl(attempt - 1).unwrap_or(u32::MAX));
        let jittered = doubled.min(self.max_delay).mul_f64(fastrand::f64());
        Some(jittered.max(asked.unwrap_or_default()))
    }
}

/// Returns true for the statuses that often follow a `POST` that was carried out.
///
/// Source: RFC 9110, sections 15.4.3 and 15.4.4.
const fn redirects_after_success(status: u16) -> bool {
    matches!(status, 302 | 303)
}

/// What became of a request, in an attempt that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// Certainly nothing was done, and another attempt may do better.
    NotDone,
    /// It may have been done; another attempt may do better.
    Unclear,
    /// It was answered with success, only not in words that we understand: it may have been done,
    /// and another attempt would bring the same.
    Unread,
    /// Certainly nothing was done, and another attempt would bring the same.
    Refused,
}

impl Fate {
    /// Whether the request may be sent again.
    pub(crate) const fn allows_another(self, idempotency: Idempotency) -> bool {
        match self {
            Self::NotDone => true,
            Self::Unclear => matches!(idempotency, Idempotency::Read | Idempotency::Idempotent),
            Self::Unread | Self::Refused => false,
        }
    }

    /// Whether the request may have been carried out.
    pub(crate) const fn is_uncertain(self) -> bool {
        matches!(self, Self::Unclear | Self::Unread)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{
        ApiError, ApiFailure, ErrorContext, NotSalesforce, UnexpectedBody, UnreadableResponse,
    };

    fn api(status: u16, code: Option<&str>) -> ClientError {
        ApiFailure {
            status,
            host: "org".to_owned(),
            context: ErrorContext::new("test"),
            errors: code
                .map(|code| ApiError {
                    code: code.into(),
                    message: String::new(),
                    raw: String::new(),
                    fields: Vec::new(),
                    reference: None,
                })
                .into_iter()
                .collect(),
            matches: Vec::new(),
            retry_after: None,
        }
        .into()
    }

    fn page(status: u16) -> ClientError {
        NotSalesforce {
            host: "org".to_owned(),
            status,
            excerpt: String::new(),
            raw_excerpt: String::new(),
            body: UnexpectedBody::Html,
            retry_after: Some(Duration::from_secs(3)),
        }
        .into()
    }

    #[test]
    fn the_table_of_the_documentation() {
        // Again; stop; stop, and whether it was done is not known.
        let (again, stop, unknown) = ((true, false), (false, false), (false, true));
        let unclear = (true, true);
        let policy = RetryPolicy::default();
        let cut_off = ClientError::Unreadable(UnreadableResponse {
            host: "org".to_owned(),
            operation: "test",
            message: String::new(),
            truncated: true,
        });
        for (error, expected) in [
            (api(400, Some("UNABLE_TO_LOCK_ROW")), [again, again]),
            (api(403, Some("REQUEST_LIMIT_EXCEEDED")), [stop, stop]),
            // The code decides, not the status.
            (api(503, Some("REQUEST_LIMIT_EXCEEDED")), [stop, stop]),
            (api(420, None), [again, again]),
            (api(429, None), [again, again]),
            (page(429), [again, again]),
            (api(503, None), [unclear, unknown]),
            (page(503), [unclear, unknown]),
            (api(500, Some("UNKNOWN_EXCEPTION")), [unclear, unknown]),
            (api(502, None), [unclear, unknown]),
            (api(520, None), [unclear, unknown]),
            (api(400, Some("STRING_TOO_LONG")), [stop, stop]),
            (api(404, None), [stop, stop]),
            (page(404), [stop, stop]),
            (page(302), [unknown, unknown]),
            (api(303, None), [unknown, unknown]),
            (api(507, None), [unclear, unknown]),
            (page(303), [unknown, unknown]),
            (page(307), [stop, stop]),
            (page(501), [stop, stop]),
            (page(200), [unknown, unknown]),
            (cut_off, [unclear, unknown]),
        ] {
            let fate = policy.fate(&error);
            let found = |class| (fate.allows_another(class), fate.is_uncertain());
            assert_eq!(found(Idempotency::Read), expected[0], "{error}");
            assert_eq!(found(Idempotency::Idempotent), expected[0], "{error}");
            assert_eq!(found(Idempotency::NotIdempotent), expected[1], "{error}");
        }
        let trusting = policy.unavailable_means_not_done(true);
        for error in [api(503, None), page(503)] {
            assert_eq!(trusting.fate(&error), Fate::NotDone);
        }
        assert_eq!(trusting.fate(&api(500, None)), Fate::Unclear);
    }

    #[test]
    fn waits_grow_stay_under_the_cap_and_heed_the_org() {
        let policy = RetryPolicy::default()
            .base_delay(Duration::from_millis(100))
            .max_delay(Duration::from_secs(1));
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
        // Load balancers ask in pages.
        assert!(policy.wait(1, &page(503)).unwrap() >= Duration::from_secs(3));
    }
}
