//! What can go wrong, as one enum that a person can match on.

mod api;
mod help;
mod network;
mod parse;

use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use ats_core::record::Invalid;

pub use api::{About, ApiError, ApiFailure, FieldName, Kind, ServerRule};
pub use network::{NetworkError, NetworkKind};
pub(crate) use parse::{error_list, failure, looks_like_json, not_salesforce};

use crate::auth::SignInError;
use crate::limits::BudgetSpent;

/// Why a call did not do what was asked.
///
/// Match on the variant first. Within [`Api`](Self::Api), match on
/// [`ApiFailure::kind`] or [`ApiFailure::code`], which look at Salesforce's `errorCode` before the
/// HTTP status: the same code comes with different statuses.
///
/// Every message is one sentence that names the thing; [`help`](Self::help) says what to do.
///
/// ```
/// use ats_client::{ClientError, Kind};
///
/// fn is_gone(error: &ClientError) -> bool {
///     matches!(error, ClientError::Api(failure) if failure.kind() == Kind::NotFound)
/// }
/// ```
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClientError {
    /// The org would refuse the record, so it was not sent; every problem names label, field and
    /// rule.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// The org did not let us in, or no longer does.
    #[error(transparent)]
    SignIn(#[from] SignInError),
    /// The org answered that it refuses, or that it failed.
    #[error(transparent)]
    Api(Box<ApiFailure>),
    /// No answer came, and nothing was changed: either the request was not sent, or it only reads.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// A request that changes something was sent, but whether it was carried out is not known: a
    /// create, which is then not repeated, or something that was repeated in vain.
    #[error(transparent)]
    OutcomeUnknown(Box<OutcomeUnknown>),
    /// Something answered, but not Salesforce: an HTML page, a redirect to elsewhere.
    #[error(transparent)]
    NotSalesforce(Box<NotSalesforce>),
    /// The answer is not what this call answers.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// The answer is larger than this client accepts.
    #[error(
        "the answer to {operation} is larger than the {limit} bytes that are accepted; ask for less at a time, or raise `max_body` when the client is built"
    )]
    TooLarge {
        /// What was asked.
        operation: &'static str,
        /// The bytes that are accepted.
        limit: u64,
    },
    /// The share of the day's API calls that this client may use is used up; nothing was sent.
    #[error(transparent)]
    Budget(#[from] BudgetSpent),
    /// The call or the client was set up in a way that cannot work; nothing was sent.
    #[error("{0}")]
    Config(String),
    /// The reader of an upload or the writer of a download failed.
    #[error("{action} failed: {source}")]
    Io {
        /// What was being done.
        action: String,
        /// Why it failed.
        source: Arc<io::Error>,
    },
    /// A query for one record found none, or several.
    #[error(
        "the query for one {object} found {found}; {}",
        if *.found == 0 { "check its conditions, or use `query_optional`" } else { "narrow its conditions" }
    )]
    NotOne {
        /// The object's API name.
        object: &'static str,
        /// How many there are.
        found: u64,
    },
}

impl ClientError {
    /// Whether the same call may succeed later and may safely be made again.
    ///
    /// The client has then already tried as often as its [`RetryPolicy`](crate::RetryPolicy) says.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Api(failure) => failure.kind().is_transient(),
            Self::Network(error) => error.kind().is_transient(),
            Self::SignIn(error) => error.is_retryable(),
            Self::Unreadable(error) => error.truncated,
            Self::NotSalesforce(answer) => answer.is_transient(),
            Self::OutcomeUnknown(unknown) => unknown.repeatable && unknown.cause.is_retryable(),
            _ => false,
        }
    }

    /// Whether the org may have carried out the request nevertheless.
    #[must_use]
    pub fn may_have_happened(&self) -> bool {
        matches!(self, Self::OutcomeUnknown(_))
    }

    /// What the org answered, if it did.
    #[must_use]
    pub fn api(&self) -> Option<&ApiFailure> {
        match self {
            Self::Api(failure) => Some(failure),
            Self::OutcomeUnknown(unknown) => unknown.cause.api(),
            _ => None,
        }
    }

    /// How long the other side asked to be left alone (`Retry-After`).
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Api(failure) => failure.retry_after,
            Self::NotSalesforce(answer) => answer.retry_after,
            Self::SignIn(error) => error.retry_after(),
            Self::OutcomeUnknown(unknown) => unknown.cause.retry_after(),
            _ => None,
        }
    }

    /// What to do about it, from the integration guide and Salesforce's documentation.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        help::of(self)
    }

    pub(crate) fn config(message: impl Into<String>) -> Self {
        Self::Config(message.into())
    }

    pub(crate) fn io(action: impl Into<String>, source: io::Error) -> Self {
        Self::Io {
            action: action.into(),
            source: Arc::new(source),
        }
    }
}

impl From<ApiFailure> for ClientError {
    fn from(failure: ApiFailure) -> Self {
        Self::Api(Box::new(failure))
    }
}

impl From<NotSalesforce> for ClientError {
    fn from(answer: NotSalesforce) -> Self {
        Self::NotSalesforce(Box::new(answer))
    }
}

/// A change was sent, and no answer says whether it was made.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct OutcomeUnknown {
    /// What was asked, of which object.
    pub about: About,
    /// Whether it sets a state, so that sending it again does no harm: an update, an upsert, a
    /// delete. A create would make another record.
    pub repeatable: bool,
    /// What happened instead of an answer.
    pub cause: ClientError,
}

impl fmt::Display for OutcomeUnknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "whether the {} happened is not known: {}; {}",
            self.about,
            self.cause,
            if self.repeatable {
                "sending it again does no harm"
            } else {
                "look before you send it again"
            }
        )
    }
}

impl std::error::Error for OutcomeUnknown {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.cause)
    }
}

/// An answer that Salesforce's API does not give.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct NotSalesforce {
    /// The host that answered.
    pub host: String,
    /// The HTTP status.
    pub status: u16,
    /// The title of the page, or the beginning of the text.
    pub excerpt: String,
    /// What kind of answer it is.
    pub what: Foreign,
    /// How long it asks to be left alone.
    pub retry_after: Option<Duration>,
}

/// What came in place of an answer of the API.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Foreign {
    /// A web page.
    Html,
    /// Text that is no JSON.
    Text,
    /// A redirect to another host, which is not followed.
    Redirect {
        /// The origin it leads to.
        to: String,
    },
}

impl NotSalesforce {
    /// Whether trying again may help: a page of maintenance or of too many requests.
    pub(crate) const fn is_transient(&self) -> bool {
        matches!(self.status, 420 | 429 | 500 | 502..=504)
    }
}

impl fmt::Display for NotSalesforce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} answered with ", self.host)?;
        match &self.what {
            Foreign::Html => write!(f, "a web page")?,
            Foreign::Text => write!(f, "text that is no JSON")?,
            Foreign::Redirect { to } => {
                return write!(
                    f,
                    "a redirect to {to} (HTTP {}), which is not followed because the token would go with it; \
                     use the My Domain address of the org",
                    self.status
                );
            }
        }
        write!(f, " (HTTP {}", self.status)?;
        if !self.excerpt.is_empty() {
            write!(f, ", {:?}", self.excerpt)?;
        }
        f.write_str("), not as Salesforce's API does; ")?;
        f.write_str(match self.status {
            420 => "no instance serves this host: check the address, it may have moved",
            429 => "it was asked too often: make fewer requests at the same time",
            500 | 502..=504 => "the instance cannot be reached for the moment: try again later",
            _ => "check the address, and that no proxy or login page stands before it",
        })
    }
}

impl std::error::Error for NotSalesforce {}

/// An answer that could not be read.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
#[error(
    "the answer to {operation} could not be read: {message}; {}",
    if *.truncated { "it was cut off: try again" } else { "check that the address is that of a Salesforce org" }
)]
pub struct Unreadable {
    /// What was asked.
    pub operation: &'static str,
    /// What is wrong with the answer.
    pub message: String,
    /// Whether it was cut off.
    pub truncated: bool,
}
