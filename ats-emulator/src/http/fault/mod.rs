//! Faults on demand: their kinds and options.

pub(super) mod connection;
mod response;
mod script;

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::{Serialize, Serializer};

pub(super) use self::response::error_response;
pub use self::script::{FaultReport, Faults};

/// The request header that asks for a fault on that request.
pub(crate) const HEADER: &str = "emulator-fault";

/// Declares the kinds, their names and their list at once.
macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal, $status:expr;)+) => {
        /// A kind of fault.
        ///
        /// For those with a status, the request is not executed, so it changes nothing. The
        /// documentation of the others says if the request is executed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum FaultKind {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl FaultKind {
            /// Every kind, those with a status first.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The name in a fault's text, such as `bad-gateway`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }

            /// The HTTP status of the response if the request is not executed; `None` for a
            /// fault of the connection.
            #[must_use]
            pub const fn status(self) -> Option<u16> {
                match self {
                    $(Self::$variant => $status,)+
                }
            }
        }
    };
}

kinds! {
    /// 300: the value of an external id exists in more than one record.
    MultipleChoices = "multiple-choices", Some(300);
    /// 304: nothing has changed since the date of the request.
    NotModified = "not-modified", Some(304);
    /// 400 `JSON_PARSER_ERROR`.
    BadRequest = "bad-request", Some(400);
    /// 400 `UNABLE_TO_LOCK_ROW`: somebody else is writing the record.
    LockRow = "lock-row", Some(400);
    /// 401 `INVALID_SESSION_ID`. The token goes on being valid.
    ExpiredSession = "expired-session", Some(401);
    /// 401 `INVALID_SESSION_ID`, and from now on every request with the token of this one
    /// gets it.
    EndSession = "end-session", Some(401);
    /// 403 `INSUFFICIENT_ACCESS_OR_READONLY`.
    Forbidden = "forbidden", Some(403);
    /// 403 `REQUEST_LIMIT_EXCEEDED`.
    RequestLimitExceeded = "request-limit-exceeded", Some(403);
    /// 404 `NOT_FOUND`.
    NotFound = "not-found", Some(404);
    /// 405 `METHOD_NOT_ALLOWED`, with an `Allow` header.
    MethodNotAllowed = "method-not-allowed", Some(405);
    /// 409 `CONFLICT`.
    Conflict = "conflict", Some(409);
    /// 410 `GONE`: what API versions up to 30.0 answer.
    Gone = "gone", Some(410);
    /// 412 `PRECONDITION_FAILED`.
    PreconditionFailed = "precondition-failed", Some(412);
    /// 414 `URI_TOO_LONG`.
    UriTooLong = "uri-too-long", Some(414);
    /// 415 `UNSUPPORTED_MEDIA_TYPE`.
    UnsupportedMediaType = "unsupported-media-type", Some(415);
    /// 420, a page: Salesforce Edge has no route to the host.
    NoRoute = "no-route", Some(420);
    /// 428 `PRECONDITION_REQUIRED`.
    PreconditionRequired = "precondition-required", Some(428);
    /// 431 `REQUEST_HEADER_FIELDS_TOO_LARGE`.
    HeadersTooLarge = "headers-too-large", Some(431);
    /// 500 `UNKNOWN_EXCEPTION`.
    ServerError = "server-error", Some(500);
    /// 502, an HTML page: Salesforce Edge cannot reach the instance.
    BadGateway = "bad-gateway", Some(502);
    /// 503 `SERVER_UNAVAILABLE`, with a `Retry-After` header: of 1 second, or
    /// `retry-after=S`.
    Unavailable = "unavailable", Some(503);
    /// The connection is reset before the request is executed.
    Reset = "reset", None;
    /// The request is executed; then the connection is reset without an answer.
    LostAnswer = "lost-answer", None;
    /// The request is executed; the connection is reset after half of the answer's body, at
    /// once where the answer has none.
    ResetMidBody = "reset-mid-body", None;
    /// The request is executed; only half of the answer's body is sent, as if it were whole.
    TruncatedJson = "truncated-json", None;
    /// The request is executed; the answer's body comes in 64 pieces, one every 20
    /// milliseconds or every `ms=N`.
    SlowDrip = "slow-drip", None;
    /// The request is executed; the answer says `text/html`.
    WrongContentType = "wrong-content-type", None;
    /// The request is executed twice, as when a proxy repeats it; the second answer is sent.
    Duplicate = "duplicate", None;
    /// The request is executed; the answer is sent after 60 seconds or `ms=N`.
    Hang = "hang", None;
}

impl FaultKind {
    /// The kind of a name, or of a status of which there is one kind.
    fn named(text: &str) -> Option<Self> {
        if let Some(kind) = Self::ALL.iter().find(|kind| kind.name() == text) {
            return Some(*kind);
        }
        let status = text.parse().ok()?;
        // Two kinds share 400, 401 and 403: the first, which is the plain one of the guide's
        // table, is meant.
        match status {
            403 => Some(Self::Forbidden),
            _ => Self::ALL
                .iter()
                .find(|kind| kind.status() == Some(status))
                .copied(),
        }
    }
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A fault, and which requests it hits.
///
/// As text, the way the header `Emulator-Fault` and `/__emulator/faults` take it: a
/// [kind](FaultKind)'s name or its HTTP status, then options after semicolons.
///
/// | option | meaning | default |
/// |---|---|---|
/// | `after=N` | lets N matching requests pass first | 0 |
/// | `times=N` | hits N requests | 1 in a script; each request that carries the header |
/// | `path=/…` | only requests whose path begins so | `/services/data` in a script; any for a header |
/// | `method=M` | only requests of this method | any |
/// | `retry-after=S` | seconds, for `unavailable` | 1 |
/// | `ms=N` | milliseconds, for `slow-drip` and `hang` | 20, 60000 |
/// | `label=…` | nothing: tells two headers of the same fault apart, which count separately | |
///
/// ```
/// use ats_emulator::{Fault, FaultKind};
///
/// let fault: Fault = "503;after=3;times=2;path=/services/data/v63.0/query".parse()?;
/// let same = Fault::new(FaultKind::Unavailable)
///     .after(3)
///     .times(2)
///     .path("/services/data/v63.0/query");
/// assert_eq!(fault, same);
/// # Ok::<(), ats_emulator::FaultError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    kind: FaultKind,
    after: u64,
    times: Option<u64>,
    path: Option<String>,
    method: Option<String>,
    retry_after: u64,
    pause: Option<Duration>,
    label: Option<String>,
}

impl Fault {
    /// A fault that hits the next request to `/services/data…`.
    #[must_use]
    pub const fn new(kind: FaultKind) -> Self {
        Self {
            kind,
            after: 0,
            times: None,
            path: None,
            method: None,
            retry_after: 1,
            pause: None,
            label: None,
        }
    }

    /// Lets this many matching requests pass first.
    #[must_use]
    pub const fn after(mut self, requests: u64) -> Self {
        self.after = requests;
        self
    }

    /// Hits this many requests, `u64::MAX` for all of them.
    #[must_use]
    pub const fn times(mut self, requests: u64) -> Self {
        self.times = Some(requests);
        self
    }

    /// Hits only requests whose path begins with this; the query of a URL is no part of it.
    #[must_use]
    pub fn path(mut self, prefix: impl Into<String>) -> Self {
        self.path = Some(prefix.into());
        self
    }

    /// Hits only requests of this method, such as `POST`.
    #[must_use]
    pub fn method(mut self, method: &str) -> Self {
        self.method = Some(method.to_ascii_uppercase());
        self
    }

    /// The seconds that `Retry-After` of [`FaultKind::Unavailable`] says.
    #[must_use]
    pub const fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = seconds;
        self
    }

    /// The time that [`FaultKind::Hang`] takes, and [`FaultKind::SlowDrip`] between two pieces.
    #[must_use]
    pub const fn pause(mut self, pause: Duration) -> Self {
        self.pause = Some(pause);
        self
    }

    /// The kind of fault.
    #[must_use]
    pub const fn kind(&self) -> FaultKind {
        self.kind
    }

    /// The time to wait, for the kinds that wait.
    pub(super) fn wait(&self) -> Duration {
        self.pause.unwrap_or(match self.kind {
            FaultKind::Hang => Duration::from_secs(60),
            _ => Duration::from_millis(20),
        })
    }

    fn matches(&self, method: &str, path: &str, default_path: &str) -> bool {
        path.starts_with(self.path.as_deref().unwrap_or(default_path))
            && self.method.as_deref().is_none_or(|only| only == method)
    }
}

/// A text that cannot be read as a fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FaultError {
    /// An unknown fault.
    #[error("no fault is called '{name}'; there are {}", FaultKind::ALL.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(", "))]
    Unknown {
        /// The unknown name.
        name: String,
    },
    /// An unknown option, or an option with an invalid value.
    #[error(
        "cannot read '{option}'; options are after=N, times=N, path=/PREFIX, method=NAME, retry-after=SECONDS, ms=N and label=TEXT"
    )]
    Option {
        /// The text between two semicolons.
        option: String,
    },
}

impl FromStr for Fault {
    type Err = FaultError;

    fn from_str(text: &str) -> Result<Self, FaultError> {
        let mut parts = text.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default();
        let kind = FaultKind::named(name).ok_or_else(|| FaultError::Unknown {
            name: name.to_owned(),
        })?;
        let mut fault = Self::new(kind);
        for option in parts.filter(|part| !part.is_empty()) {
            let unreadable = || FaultError::Option {
                option: option.to_owned(),
            };
            let (key, value) = option.split_once('=').ok_or_else(unreadable)?;
            let number = || value.parse::<u64>().map_err(|_| unreadable());
            fault = match key {
                "after" => fault.after(number()?),
                "times" => fault.times(number()?),
                "path" if value.starts_with('/') => fault.path(value),
                "method" if !value.is_empty() => fault.method(value),
                "retry-after" => fault.retry_after(number()?),
                "ms" => fault.pause(Duration::from_millis(number()?)),
                "label" => {
                    fault.label = Some(value.to_owned());
                    fault
                }
                _ => return Err(unreadable()),
            };
        }
        Ok(fault)
    }
}

/// As [`FromStr`] reads it.
impl Serialize for Fault {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.name())?;
        if self.after > 0 {
            write!(f, ";after={}", self.after)?;
        }
        if let Some(times) = self.times {
            write!(f, ";times={times}")?;
        }
        if let Some(path) = &self.path {
            write!(f, ";path={path}")?;
        }
        if let Some(method) = &self.method {
            write!(f, ";method={method}")?;
        }
        if self.retry_after != 1 {
            write!(f, ";retry-after={}", self.retry_after)?;
        }
        if let Some(pause) = self.pause {
            write!(f, ";ms={}", pause.as_millis())?;
        }
        if let Some(label) = &self.label {
            write!(f, ";label={label}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_read_and_written() {
        for kind in FaultKind::ALL {
            let fault: Fault = kind.name().parse().unwrap();
            assert_eq!(fault.to_string(), kind.name());
            if let Some(status) = kind.status() {
                let fault: Fault = status.to_string().parse().unwrap();
                assert_eq!(fault.kind().status(), Some(status));
            }
        }
    }

    #[test]
    fn options() {
        let text =
            "slow-drip;after=1;times=2;path=/services/data;method=POST;retry-after=9;ms=5;label=a";
        assert_eq!(text.parse::<Fault>().unwrap().to_string(), text);
        for wrong in [
            "503;often",
            "503;after=-1",
            "503;path=query",
            "503;method=",
            "503;x=1",
        ] {
            assert!(
                matches!(wrong.parse::<Fault>(), Err(FaultError::Option { .. })),
                "{wrong}"
            );
        }
        let error = "lots".parse::<Fault>().unwrap_err().to_string();
        assert!(error.starts_with("no fault is called 'lots'; there are multiple-choices, "));
    }
}
