//! What can go wrong, as one enum that a person can match on.

mod api;
mod help;
mod kind;
mod mask;
mod message;
mod network;
mod paging;
mod parse;
mod sent;

use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use ats_core::record::Invalid;

pub(crate) use api::list;
pub use api::{ApiError, ApiFailure, ErrorContext, FieldName, ServerRule};
pub(crate) use help::{of_errors, of_foreign, of_invalid, some, together};
pub use kind::ErrorKind;
pub(crate) use mask::{Mask, printable};
pub use network::{NetworkError, NetworkErrorKind};
pub use paging::{PagingError, PagingProblem};
pub(crate) use parse::{error_list, failure, looks_like_json, name_reference, not_salesforce};
pub(crate) use sent::Sent;

use crate::auth::SignInError;
use crate::limits::BudgetSpent;
use crate::version::UnsupportedVersion;

/// Why a call did not do what was asked.
///
/// Match on the variant first. Within [`Api`](Self::Api), match on
/// [`ApiFailure::kind`] or [`ApiFailure::code`], which look at Salesforce's `errorCode` before the
/// HTTP status: the same code comes with different statuses.
///
/// The message is one sentence that names the thing and says what happened to it;
/// [`help`](Self::help) says what to do, and repeats nothing of it; [`explain`](Self::explain) puts
/// both together, for a person to read, and so does `Debug`.
///
/// ```
/// use ats_client::{ClientError, ErrorKind};
///
/// fn is_gone(error: &ClientError) -> bool {
///     matches!(error, ClientError::Api(failure) if failure.kind() == ErrorKind::NotFound)
/// }
/// ```
#[derive(Clone, thiserror::Error)]
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
    /// The call was undone, because another call of the same all-or-none composite request failed.
    #[error(
        "the {0} was undone, because another call of the same all-or-none composite request failed"
    )]
    RolledBack(ErrorContext),
    /// Something answered, but not Salesforce: a web page, nothing, a redirect to elsewhere.
    #[error(transparent)]
    NotSalesforce(Box<NotSalesforce>),
    /// The answer is not what this call answers.
    #[error(transparent)]
    Unreadable(#[from] UnreadableResponse),
    /// The answer is larger than this client accepts.
    #[error("the answer to {operation} is larger than the {limit} bytes that are accepted")]
    TooLarge {
        /// What was asked.
        operation: &'static str,
        /// The bytes that are accepted.
        limit: u64,
    },
    /// The share of the day's API calls that this client may use is used up; nothing was sent.
    #[error(transparent)]
    Budget(#[from] BudgetSpent),
    /// The org does not speak the version of the API that was asked for.
    #[error(transparent)]
    Version(Box<UnsupportedVersion>),
    /// The call or the client was set up in a way that cannot work; nothing was sent.
    #[error("{problem}")]
    Config {
        /// What cannot work.
        problem: String,
        /// What to do instead.
        advice: &'static str,
    },
    /// The pages of a query do not lead to its end.
    #[error(transparent)]
    Paging(Box<PagingError>),
    /// The reader of an upload or the writer of a download failed.
    #[error("{action} failed: {source}")]
    Io {
        /// What was being done.
        action: String,
        /// Why it failed.
        source: Arc<io::Error>,
    },
    /// A query for one record found none, or several.
    #[error("the query for one {object} found {found}")]
    NotOneRecord {
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
            Self::NotSalesforce(answer) => answer.kind().is_transient(),
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
            Self::Paging(error) => error.source.as_ref()?.api(),
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

    /// What to do about it, from the integration guide and Salesforce's documentation; `None` where
    /// nothing but the message is known.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        help::of(self)
    }

    /// What happened, and what to do about it: the message and [`help`](Self::help) in one line, for
    /// a person to read.
    ///
    /// ```
    /// let error = "sixty".parse::<ats_client::ApiVersion>().unwrap_err();
    /// assert_eq!(error.explain(), "\"sixty\" is no API version; write it as v63.0");
    /// ```
    #[must_use]
    pub fn explain(&self) -> String {
        help::together(self, self.help())
    }

    pub(crate) fn config(problem: impl Into<String>, advice: &'static str) -> Self {
        Self::Config {
            problem: problem.into(),
            advice,
        }
    }

    pub(crate) fn io(action: impl Into<String>, source: io::Error) -> Self {
        Self::Io {
            action: action.into(),
            source: Arc::new(source),
        }
    }
}

/// Prints what [`explain`](ClientError::explain) does: `main` and `unwrap` show errors so, and a
/// person reads them.
impl fmt::Debug for ClientError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.explain())
    }
}

impl From<ApiFailure> for ClientError {
    fn from(failure: ApiFailure) -> Self {
        Self::Api(Box::new(failure))
    }
}

impl From<UnsupportedVersion> for ClientError {
    fn from(error: UnsupportedVersion) -> Self {
        Self::Version(Box::new(error))
    }
}

impl From<PagingError> for ClientError {
    fn from(error: PagingError) -> Self {
        Self::Paging(Box::new(error))
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
    pub context: ErrorContext,
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
            "whether the {} happened is not known: {}",
            self.context, self.cause
        )
    }
}

impl std::error::Error for OutcomeUnknown {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.cause)
    }
}

/// An answer that Salesforce's API does not give.
#[derive(Clone)]
#[non_exhaustive]
pub struct NotSalesforce {
    /// The host that answered.
    pub host: String,
    /// The HTTP status.
    pub status: u16,
    /// The title of the page, or the beginning of the text of a gateway, without the values and secrets
    /// that were sent; else empty.
    pub excerpt: String,
    /// The beginning of the response, without the secrets that were sent.
    pub(crate) raw_excerpt: String,
    /// What kind of answer it is.
    pub body: UnexpectedBody,
    /// How long it asks to be left alone.
    pub retry_after: Option<Duration>,
}

/// What came in place of an answer of the API.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnexpectedBody {
    /// A web page.
    Html,
    /// Text that is no JSON.
    Text,
    /// JSON, but not that of the API.
    Json,
    /// Nothing, where something is due.
    Empty,
    /// A redirect to another host, which is not followed.
    Redirect {
        /// The origin it leads to.
        to: String,
    },
}

impl NotSalesforce {
    /// Returns the title of the page, or the beginning of the text or JSON, unescaped. It may hold
    /// values of records, which may be personal data: do not log it.
    ///
    /// Empty for the response to a sign-in, which may hold a token.
    #[must_use]
    pub fn raw_excerpt(&self) -> &str {
        &self.raw_excerpt
    }

    /// What the status means, whoever sent it.
    pub(crate) const fn kind(&self) -> ErrorKind {
        ErrorKind::of_status(self.status)
    }
}

impl fmt::Display for NotSalesforce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} answered with ", self.host)?;
        f.write_str(match &self.body {
            UnexpectedBody::Html => "a web page",
            UnexpectedBody::Text => "text that is no JSON",
            UnexpectedBody::Json => "JSON that is not that of its API",
            UnexpectedBody::Empty => "nothing",
            UnexpectedBody::Redirect { to } => {
                return write!(
                    f,
                    "a redirect to {} (HTTP {}), which was not followed because the token would go with it",
                    printable(to),
                    self.status
                );
            }
        })?;
        write!(f, " (HTTP {}", self.status)?;
        if !self.excerpt.is_empty() {
            write!(f, ", \"{}\"", printable(&self.excerpt))?;
        }
        f.write_str("), not as Salesforce does")
    }
}

/// Prints what can be printed, and not the raw excerpt.
impl fmt::Debug for NotSalesforce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NotSalesforce")
            .field("host", &self.host)
            .field("status", &self.status)
            .field("excerpt", &self.excerpt)
            .field("body", &self.body)
            .field("retry_after", &self.retry_after)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for NotSalesforce {}

/// An answer that could not be read.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
#[error("the answer of {host} to {operation} could not be read: {message}")]
pub struct UnreadableResponse {
    /// The host that answered.
    pub host: String,
    /// What was asked.
    pub operation: &'static str,
    /// What is wrong with the answer.
    pub message: String,
    /// Whether it was cut off.
    pub truncated: bool,
}
