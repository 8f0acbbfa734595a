//! The errors of signing in.

use std::time::Duration;

use super::help::some;
use super::network::NetworkError;
use super::unexpected_response::NotSalesforce;

/// The reason why signing in failed, or why the client is no longer signed in.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignInError {
    /// The org refused the credentials.
    #[error("{host} refused to sign in by {grant}: {description} ({error})")]
    Refused {
        /// The login host.
        host: String,
        /// The OAuth grant type.
        grant: &'static str,
        /// OAuth's `error`, such as `invalid_grant`.
        error: String,
        /// OAuth's `error_description`: one line of at most 500 characters and, if that is not all, the
        /// number of those left out. A password, secret or token that was sent is replaced by `…`.
        description: String,
    },
    /// The token is no longer valid, and there is nothing to get a new one with.
    #[error("the access token for {host} has expired or was revoked")]
    Expired {
        /// The org.
        host: String,
    },
    /// The org refuses the request with every token, even with one that it has just given.
    #[error("{host} refuses {}", refused(*accepted_elsewhere))]
    NewTokenRefused {
        /// The org.
        host: String,
        /// True if the org has accepted tokens of this client for other requests.
        accepted_elsewhere: bool,
    },
    /// The host could not be reached.
    #[error("could not sign in: {0}")]
    Network(NetworkError),
    /// Something else than Salesforce answered.
    #[error("could not sign in: {0}")]
    NotSalesforce(Box<NotSalesforce>),
    /// The host failed.
    #[error("could not sign in: {host} answered with HTTP {status}")]
    Unavailable {
        /// The login host.
        host: String,
        /// The HTTP status.
        status: u16,
        /// The wait that it requests (`Retry-After`).
        retry_after: Option<Duration>,
    },
    /// The answer is signed, but not with the secret of the connected app.
    #[error("the token that {host} gave is not signed with the consumer secret, and was not used")]
    Signature {
        /// The login host.
        host: String,
    },
    /// The answer is no token.
    #[error("the token that {host} gave could not be read: {message}")]
    Unreadable {
        /// The login host.
        host: String,
        /// The reason.
        message: String,
    },
    /// The private key is not valid.
    #[error("the private key could not be used: {0}")]
    PrivateKey(String),
    /// The org has replaced the refresh token, and the new one was not saved.
    #[error("the org has replaced the refresh token, and the new one was not saved: {0}")]
    TokenNotSaved(String),
    /// The task that signed in did not finish.
    #[error("signing in was interrupted")]
    Interrupted,
    /// These credentials cannot work at this address.
    #[error("{problem}")]
    Config {
        /// The problem.
        problem: String,
        /// The advice; empty if there is none.
        advice: &'static str,
    },
}

const fn refused(accepted_elsewhere: bool) -> &'static str {
    if accepted_elsewhere {
        "the request with a new token too, though it accepts such tokens for other requests"
    } else {
        "even the tokens that it has just given"
    }
}

// Not by `#[from]`, which would make it the source too: the message contains it.
impl From<NetworkError> for SignInError {
    fn from(error: NetworkError) -> Self {
        Self::Network(error)
    }
}

impl SignInError {
    /// Returns true if trying again may help.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Network(error) => error.kind().is_transient(),
            Self::NotSalesforce(answer) => answer.kind().is_transient(),
            Self::Unavailable { .. } | Self::Interrupted => true,
            _ => false,
        }
    }

    pub(crate) fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::NotSalesforce(answer) => answer.retry_after,
            Self::Unavailable { retry_after, .. } => *retry_after,
            _ => None,
        }
    }

    /// Returns the advice about this error, as [`ClientError::help`](crate::ClientError::help) does.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        let advice = match self {
            Self::Refused {
                error, description, ..
            } => known(error, description)?,
            Self::Expired { .. } => {
                "get a new one, or sign in with credentials that the client can renew it by"
            }
            Self::NewTokenRefused {
                accepted_elsewhere: true,
                ..
            } => "check that the user and the connected app may use this resource",
            Self::NewTokenRefused { .. } => {
                "check that the connected app has the `api` scope and that the user may use it from this address"
            }
            Self::Network(error) => return Some(error.help()),
            Self::NotSalesforce(answer) => answer.help(),
            Self::Unavailable { status: 429, .. } => {
                "too many logins: keep one client and share it"
            }
            Self::Unavailable { .. } => "try again later; status.salesforce.com tells more",
            Self::Signature { .. } => {
                "check the secret, and that the login address is Salesforce's"
            }
            Self::Unreadable { .. } => "check that the login address is that of a Salesforce org",
            Self::PrivateKey(_) => {
                "give an RSA key as PEM text that begins with `-----BEGIN PRIVATE KEY-----` or `-----BEGIN RSA PRIVATE KEY-----`"
            }
            Self::TokenNotSaved(_) => {
                "the old one no longer works: authorize the application again"
            }
            Self::Interrupted => "call again",
            Self::Config { advice, .. } => return some(advice),
        };
        Some(advice.to_owned())
    }
}

/// Salesforce's refusals, and what they mean.
///
/// Source: Salesforce Help, “OAuth 2.0 Authorization Errors”, and what orgs have been seen to answer.
fn known(error: &str, description: &str) -> Option<&'static str> {
    let says = |words: &str| description.to_ascii_lowercase().contains(words);
    Some(match error {
        "invalid_grant" if says("authentication failure") => {
            "check the user name, and the password with the security token appended; sandboxes sign in at test.salesforce.com, and the org must allow username-password flows"
        }
        "invalid_grant" if says("expired") || says("revoked") => {
            "the refresh token has expired or was revoked: authorize the application again"
        }
        "invalid_grant" if says("ip restricted") => {
            "the user's profile or the connected app does not allow this machine's address"
        }
        "invalid_grant" if says("inactive user") => "the user has been deactivated",
        "invalid_grant" if says("user hasn't approved") => {
            "let an administrator pre-authorize the connected app for this user's profile or permission set"
        }
        "invalid_grant" if says("audience") => {
            "the assertion's audience must be login.salesforce.com, test.salesforce.com or the site's address"
        }
        "invalid_grant" if says("not supported on this domain") => {
            "sign in at the org's My Domain address, <name>.my.salesforce.com"
        }
        "invalid_grant" if says("no client credentials user") => {
            "name a user to run as in the connected app's client credentials flow"
        }
        "invalid_grant" => {
            "check the credentials, that the user is active and may use the connected app, and this machine's clock"
        }
        "invalid_client_id" | "invalid_client" => {
            "check the consumer key and secret; a new connected app takes up to ten minutes to be known"
        }
        "unsupported_grant_type" | "unauthorized_client" => {
            "switch this OAuth flow on in the connected app, or sign in in another way"
        }
        "inactive_user" => "the user has been deactivated",
        "inactive_org" => "the org is closed or suspended",
        "rate_limit_exceeded" => "too many logins: keep one client and share it",
        "invalid_assertion" | "invalid_assertion_type" => {
            "check that the private key fits the certificate of the connected app"
        }
        _ => return None,
    })
}
