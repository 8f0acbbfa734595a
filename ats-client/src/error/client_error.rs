//! The error of this crate, as one enum that a program can match on.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use ats_core::record::Invalid;
use ats_schema::rules::api_version::InvalidApiVersion;

use super::api_failure::ApiFailure;
use super::budget::BudgetSpent;
use super::context::ErrorContext;
use super::help::{of_invalid, some, together};
use super::network::NetworkError;
use super::paging::PagingError;
use super::sign_in::SignInError;
use super::unexpected_response::{NotSalesforce, UnreadableResponse};
use super::version::UnsupportedVersion;

/// The error of a request, or of the client.
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
    /// The org would refuse the record, so it was not sent. Each problem names label, field and rule.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// Signing in failed, or the client is no longer signed in.
    #[error(transparent)]
    SignIn(#[from] SignInError),
    /// The org refused the request, or failed to process it.
    #[error(transparent)]
    Api(Box<ApiFailure>),
    /// No response was received, and nothing was changed: the request was not sent, or it only reads.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// The request may have been carried out; its outcome is unknown. It is a create, which is then not
    /// repeated, or another write that was repeated without success.
    #[error(transparent)]
    OutcomeUnknown(Box<OutcomeUnknown>),
    /// The write was undone, because another one of the same all-or-none composite request failed.
    #[error(
        "the {0} was undone, because another call of the same all-or-none composite request failed"
    )]
    RolledBack(ErrorContext),
    /// The response is not from Salesforce: a web page, nothing, a redirect to another host.
    #[error(transparent)]
    NotSalesforce(Box<NotSalesforce>),
    /// The response is not the one that this operation has.
    #[error(transparent)]
    Unreadable(#[from] UnreadableResponse),
    /// The response is larger than this client accepts.
    #[error("the answer to {operation} is larger than the {limit} bytes that are accepted")]
    TooLarge {
        /// The operation.
        operation: &'static str,
        /// The number of bytes that are accepted.
        limit: u64,
    },
    /// This client's share of the daily API calls is used up; nothing was sent.
    #[error(transparent)]
    Budget(#[from] BudgetSpent),
    /// The org does not support the requested version of the API.
    #[error(transparent)]
    Version(Box<UnsupportedVersion>),
    /// The client is configured in a way that cannot work; nothing was sent.
    #[error("{problem}")]
    Config {
        /// The problem.
        problem: String,
        /// The advice; empty if there is none.
        advice: &'static str,
    },
    /// The request breaks a rule of the API or of this client; nothing was changed.
    #[error("{problem}")]
    InvalidRequest {
        /// The problem.
        problem: String,
        /// The advice; empty if there is none.
        advice: &'static str,
    },
    /// The session had expired, and the request cannot be sent again because the reader of its upload
    /// was read; nothing was changed.
    #[error("the session had expired, and the reader of the upload is used up")]
    ReaderUsedUp,
    /// A record of an earlier request was refused, so this all-or-none request was not sent.
    #[error("a record of an earlier request was refused, and all or none are to be saved")]
    EarlierRecordRefused,
    /// The pages of a query do not lead to its end.
    #[error(transparent)]
    Paging(Box<PagingError>),
    /// The reader of an upload or the writer of a download failed.
    #[error("{action} failed: {cause}")]
    Io {
        /// The action that failed.
        action: String,
        /// The cause.
        cause: Arc<io::Error>,
    },
    /// A query for one record found none, or several.
    #[error("the query for one {object} found {found}")]
    NotOneRecord {
        /// The object's API name.
        object: &'static str,
        /// The number of records.
        found: u64,
    },
}

impl ClientError {
    /// Returns true if the same request may succeed later and can safely be made again.
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

    /// Returns true if the org may have carried out the request nevertheless.
    #[must_use]
    pub fn may_have_happened(&self) -> bool {
        matches!(self, Self::OutcomeUnknown(_))
    }

    /// Returns the org's refusal, if there is one.
    #[must_use]
    pub fn api(&self) -> Option<&ApiFailure> {
        match self {
            Self::Api(failure) => Some(failure),
            Self::OutcomeUnknown(unknown) => unknown.cause.api(),
            Self::Paging(error) => error.source.as_ref()?.api(),
            _ => None,
        }
    }

    /// Returns the wait that the server requests (`Retry-After`).
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

    /// Returns the advice of the integration guide and of Salesforce's documentation; `None` where
    /// nothing but the message is known.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        Some(match self {
            Self::Invalid(invalid) => return of_invalid(invalid),
            Self::SignIn(error) => return error.help(),
            Self::Api(failure) => failure.help(),
            Self::Network(error) => error.help(),
            Self::OutcomeUnknown(unknown) => {
                let first = if unknown.repeatable {
                    "send it again: what has been done already stays as it is"
                } else {
                    "look for the record before sending the request again; `create_confirmed` does both, by an external \
                     id or a query"
                };
                match (&unknown.cause, unknown.cause.help()) {
                    // Their advice, to try again, would contradict it.
                    (Self::Network(_) | Self::Unreadable(_), _) | (_, None) => {
                        first.to_owned()
                    }
                    (_, Some(cause)) => format!("{first}; as to the cause, {cause}"),
                }
            }
            Self::RolledBack(_) => {
                "correct the call that failed, then send the whole request again".to_owned()
            }
            Self::NotSalesforce(answer) => answer.help().to_owned(),
            Self::Unreadable(answer) if answer.truncated => {
                "it was cut off: try again".to_owned()
            }
            Self::Unreadable(_) => {
                "check that the address is that of a Salesforce org, and that nothing answers in its place"
                    .to_owned()
            }
            Self::TooLarge { .. } => {
                "ask for less at a time, or raise `max_body` when the client is built".to_owned()
            }
            Self::Budget(_) => {
                "wait until the 24-hour window has moved on, or raise `max_daily_share`".to_owned()
            }
            Self::Version(_) => {
                "give one of these to `api_version`, or leave it out to use the latest".to_owned()
            }
            Self::Paging(error) => error.help().to_owned(),
            Self::NotOneRecord { found: 0, .. } => {
                "check its conditions, or use `query_optional`".to_owned()
            }
            Self::NotOneRecord { .. } => "narrow its conditions".to_owned(),
            Self::Config { advice, .. } | Self::InvalidRequest { advice, .. } => {
                return some(advice);
            }
            Self::ReaderUsedUp => {
                "upload again with a new reader; the token is new now".to_owned()
            }
            Self::EarlierRecordRefused => {
                "correct that record, then send the others with it".to_owned()
            }
            Self::Io { .. } => return None,
        })
    }

    /// Returns the message and the advice of [`help`](Self::help) in one line, for
    /// a person to read.
    ///
    /// ```
    /// let error = "sixty".parse::<ats_client::ApiVersion>().unwrap_err();
    /// let error = ats_client::ClientError::from(error);
    /// assert_eq!(error.explain(), "invalid API version \"sixty\"; write it as v63.0");
    /// ```
    #[must_use]
    pub fn explain(&self) -> String {
        together(self, self.help())
    }

    pub(crate) fn config(problem: impl Into<String>, advice: &'static str) -> Self {
        Self::Config {
            problem: problem.into(),
            advice,
        }
    }

    pub(crate) fn invalid_request(problem: impl Into<String>, advice: &'static str) -> Self {
        Self::InvalidRequest {
            problem: problem.into(),
            advice,
        }
    }

    pub(crate) fn outcome_unknown(context: ErrorContext, repeatable: bool, cause: Self) -> Self {
        Self::OutcomeUnknown(Box::new(OutcomeUnknown {
            context,
            repeatable,
            cause,
        }))
    }

    pub(crate) fn io(action: impl Into<String>, cause: io::Error) -> Self {
        Self::Io {
            action: action.into(),
            cause: Arc::new(cause),
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

impl From<InvalidApiVersion> for ClientError {
    fn from(error: InvalidApiVersion) -> Self {
        Self::config(error.to_string(), error.help())
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

/// A write was sent, and no response proves whether it was carried out.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct OutcomeUnknown {
    /// The operation and its object.
    pub context: ErrorContext,
    /// True if the request can be sent again without harm: an update, an upsert, a delete. A create
    /// would make another record.
    pub repeatable: bool,
    /// The reason why the outcome is unknown.
    pub cause: ClientError,
}

impl fmt::Display for OutcomeUnknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the {} may have been carried out; its outcome is unknown: {}",
            self.context, self.cause
        )
    }
}

/// The message contains that of the cause, so the source is the cause's own.
impl std::error::Error for OutcomeUnknown {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.source()
    }
}
