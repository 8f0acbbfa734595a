//! Who is signed in, and signing out.

use reqwest::Method;
use secrecy::ExposeSecret as _;
use serde::Deserialize;

use crate::auth::Session;
use crate::client::Client;
use crate::error::{ClientError, ErrorContext};
use crate::http::{RequestBody, base, encode, host, resolve, same_origin};
use crate::send::{ApiRequest, Idempotency};

/// The user that the client is signed in as.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct UserInfo {
    /// The user's id.
    pub user_id: String,
    /// The org's id.
    pub organization_id: String,
    /// The user name, such as `ada@acme.example`.
    #[serde(alias = "username")]
    pub preferred_username: String,
    /// The user's name.
    #[serde(alias = "display_name")]
    pub name: String,
    /// The email address.
    pub email: String,
    /// The time zone, such as `Europe/Berlin`.
    #[serde(alias = "timezone")]
    pub zoneinfo: String,
    /// The language and country, such as `en_US`.
    pub locale: String,
}

impl Client {
    /// The user that the client is signed in as (`/services/oauth2/userinfo`).
    ///
    /// # Errors
    ///
    /// See [`ClientError`].
    pub async fn userinfo(&self) -> Result<UserInfo, ClientError> {
        let request = ApiRequest::get("/services/oauth2/userinfo", ErrorContext::new("userinfo"));
        self.inner.sender.json(&request).await
    }

    /// The user, from the identity URL that came with the token; where there is none, as
    /// [`userinfo`](Self::userinfo).
    ///
    /// The URL names the login host; what is asked is the same path at the org, since the token
    /// goes nowhere else.
    ///
    /// # Errors
    ///
    /// See [`ClientError`].
    pub async fn identity(&self) -> Result<UserInfo, ClientError> {
        let sender = &self.inner.sender;
        let session = sender.tokens.session().await?;
        match session.identity.as_deref().and_then(identity_path) {
            Some(path) => {
                let request = ApiRequest::get(path, ErrorContext::new("identity"));
                sender.json(&request).await
            }
            None => self.userinfo().await,
        }
    }

    /// Revokes the token. The next call signs in again, if the credentials allow it.
    ///
    /// # Errors
    ///
    /// See [`ClientError`].
    pub async fn revoke(&self) -> Result<(), ClientError> {
        let sender = &self.inner.sender;
        let session = sender.tokens.session().await?;
        let mut request = ApiRequest::new(
            Method::POST,
            "/services/oauth2/revoke",
            Idempotency::Idempotent,
            ErrorContext::new("revoke"),
        );
        request.body = RequestBody::Raw(revocation(&session), "application/x-www-form-urlencoded");
        sender.raw(&request).await?;
        sender.tokens.forget(session.generation);
        Ok(())
    }
}

/// The token stands in the body, never in the address.
fn revocation(session: &Session) -> bytes::Bytes {
    format!("token={}", encode(session.token.expose_secret())).into()
}

/// `/id/<org>/<user>` of an identity URL.
fn identity_path(url: &str) -> Option<String> {
    let root = base(url).ok()?;
    let path = url.split_once("://")?.1.split_once('/')?.1;
    let path = format!("/{path}");
    // Only what stays on its own host, and is an identity.
    let resolved = resolve(&root, &path).ok()?;
    (same_origin(&root, &resolved) && path.starts_with("/id/") && !host(&root).is_empty())
        .then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_identities_are_asked_for() {
        assert_eq!(
            identity_path("https://login.salesforce.com/id/00D/005").as_deref(),
            Some("/id/00D/005")
        );
        for bad in [
            "https://login.salesforce.com/services/data",
            "https://login.salesforce.com/id/../setup",
            "http://login.salesforce.com/id/00D/005",
            "nonsense",
        ] {
            assert_eq!(identity_path(bad), None, "{bad}");
        }
    }
}
