//! Responses that Salesforce's API does not give.

use std::fmt;
use std::time::Duration;

use super::kind::ErrorKind;
use super::printable::printable;

/// A response that Salesforce's API does not give.
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
    /// The kind of body.
    pub body: UnexpectedBody,
    /// The wait that it requests (`Retry-After`).
    pub retry_after: Option<Duration>,
}

/// The body of a response that is not from the API.
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
    /// The last of more redirects than are followed.
    RedirectLoop,
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

    /// Returns the meaning of the status, whoever sent it.
    pub(crate) const fn kind(&self) -> ErrorKind {
        ErrorKind::of_status(self.status)
    }

    pub(super) const fn help(&self) -> &'static str {
        match (&self.body, self.kind()) {
            (UnexpectedBody::Redirect { .. } | UnexpectedBody::RedirectLoop, _) => {
                "use the My Domain address of the org"
            }
            (_, ErrorKind::NoRoute) => {
                "check the address: no instance serves this host, it may have moved"
            }
            (_, ErrorKind::TooManyRequests) => "make fewer requests at the same time",
            (_, kind) if kind.is_transient() => {
                "try again later: the instance cannot be reached for the moment"
            }
            _ => {
                "check that the address is that of a Salesforce org, and that no proxy or login page stands before it"
            }
        }
    }
}

impl fmt::Display for NotSalesforce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = match &self.body {
            UnexpectedBody::Html => "a web page",
            UnexpectedBody::Text => "text that is no JSON",
            UnexpectedBody::Json => "JSON that is not that of its API",
            UnexpectedBody::Empty => "nothing",
            UnexpectedBody::RedirectLoop => {
                return write!(
                    f,
                    "{} redirects in a circle (HTTP {})",
                    self.host, self.status
                );
            }
            UnexpectedBody::Redirect { to } => {
                return write!(
                    f,
                    "{} answered with a redirect to {} (HTTP {}), which was not followed because the token would go with it",
                    self.host,
                    printable(to),
                    self.status
                );
            }
        };
        write!(
            f,
            "{} answered with {body} (HTTP {}",
            self.host, self.status
        )?;
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

/// A response that could not be read.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
#[error("the answer of {host} to {operation} could not be read: {message}")]
pub struct UnreadableResponse {
    /// The host that answered.
    pub host: String,
    /// The operation.
    pub operation: &'static str,
    /// The reason.
    pub message: String,
    /// True if it was cut off.
    pub truncated: bool,
}
