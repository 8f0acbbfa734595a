//! The outcome of a failed attempt, and whether another one may follow.

use crate::error::{ClientError, ErrorKind, NetworkErrorKind};
use crate::http::RetryPolicy;

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

/// Returns true for the statuses that often follow a `POST` that was carried out.
///
/// Source: RFC 9110, sections 15.4.3 and 15.4.4.
const fn redirects_after_success(status: u16) -> bool {
    matches!(status, 302 | 303)
}

/// The outcome of an attempt that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AttemptOutcome {
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

impl AttemptOutcome {
    /// Returns the outcome of an attempt that failed with this error.
    pub(crate) fn of_failure(error: &ClientError, policy: &RetryPolicy) -> Self {
        match error {
            ClientError::Network(error) => match error.kind() {
                NetworkErrorKind::Tls => Self::Refused,
                _ if error.was_not_processed() => Self::NotDone,
                _ => Self::Unclear,
            },
            ClientError::Api(failure) if redirects_after_success(failure.status) => Self::Unread,
            ClientError::Api(failure) => Self::of_kind(failure.kind(), policy),
            ClientError::NotSalesforce(answer)
                if matches!(answer.status, 200..=299) || redirects_after_success(answer.status) =>
            {
                Self::Unread
            }
            ClientError::NotSalesforce(answer) => Self::of_kind(answer.kind(), policy),
            ClientError::Unreadable(error) if error.truncated => Self::Unclear,
            ClientError::Unreadable(_) | ClientError::TooLarge { .. } => Self::Unread,
            _ => Self::Refused,
        }
    }

    const fn of_kind(kind: ErrorKind, policy: &RetryPolicy) -> Self {
        match kind {
            ErrorKind::Locked | ErrorKind::NoRoute | ErrorKind::TooManyRequests => Self::NotDone,
            ErrorKind::Unavailable if policy.trusts_unavailable() => Self::NotDone,
            ErrorKind::Unavailable | ErrorKind::ServerError | ErrorKind::BadGateway => {
                Self::Unclear
            }
            _ => Self::Refused,
        }
    }

    /// Returns true if the request may be sent again.
    pub(crate) const fn allows_another(self, idempotency: Idempotency) -> bool {
        match self {
            Self::NotDone => true,
            Self::Unclear => matches!(idempotency, Idempotency::Read | Idempotency::Idempotent),
            Self::Unread | Self::Refused => false,
        }
    }

    /// Returns true if the request may have been carried out.
    pub(crate) const fn is_uncertain(self) -> bool {
        matches!(self, Self::Unclear | Self::Unread)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

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
            let outcome = AttemptOutcome::of_failure(&error, &policy);
            let found = |class| (outcome.allows_another(class), outcome.is_uncertain());
            assert_eq!(found(Idempotency::Read), expected[0], "{error}");
            assert_eq!(found(Idempotency::Idempotent), expected[0], "{error}");
            assert_eq!(found(Idempotency::NotIdempotent), expected[1], "{error}");
        }
        let trusting = policy.unavailable_means_not_done(true);
        for error in [api(503, None), page(503)] {
            assert_eq!(
                AttemptOutcome::of_failure(&error, &trusting),
                AttemptOutcome::NotDone
            );
        }
        assert_eq!(
            AttemptOutcome::of_failure(&api(500, None), &trusting),
            AttemptOutcome::Unclear
        );
    }
}
