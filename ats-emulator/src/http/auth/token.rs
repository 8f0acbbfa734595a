//! `/services/oauth2/token`.

use axum::http::{HeaderMap, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;
use serde_json::{Map, Value};

use super::credentials::Credentials;
use super::session::{Session, User};
use super::{OauthError, jwt};
use crate::http::app::App;
use crate::http::message::{Params, Response};

const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

const BAD_GRANT_TYPE: OauthError =
    OauthError::new("unsupported_grant_type", "grant type not supported");
const BAD_CLIENT_ID: OauthError = OauthError::new("invalid_client_id", "client identifier invalid");
const BAD_CLIENT: OauthError = OauthError::new("invalid_client", "invalid client credentials");
const BAD_USER: OauthError = OauthError::new("invalid_grant", "authentication failure");
const BAD_REFRESH: OauthError = OauthError::new("invalid_grant", "expired access/refresh token");
/// The client credentials flow works at a My Domain only, not at the login hosts.
const BAD_HOST: OauthError =
    OauthError::new("invalid_grant", "request not supported on this domain");

/// A token that is about to be issued.
struct Grant {
    username: String,
    client_id: String,
    /// The secret that signs the response; none for a response without a signature.
    secret: Option<String>,
    scope: Option<&'static str>,
}

/// Responds to a request for a token. `params` are those of the body, then those of the URL.
pub(in crate::http) fn token(app: &App, params: &Params, headers: &HeaderMap) -> Response {
    let mut request = TokenRequest {
        credentials: app.settings.credentials.as_ref(),
        basic: basic(headers),
        params,
    };
    let granted = match params.get("grant_type").unwrap_or_default() {
        "password" => request.password(),
        "client_credentials" if is_login_host(headers) => Err(BAD_HOST),
        "client_credentials" => request.client_credentials(&app.default_user().username),
        "refresh_token" => request.refresh(app),
        JWT_BEARER => request.jwt(&app.base_url),
        _ => Err(BAD_GRANT_TYPE),
    };
    match granted {
        Ok(grant) => issue(app, &grant),
        Err(error) => error.into(),
    }
}

fn issue(app: &App, grant: &Grant) -> Response {
    let user = match app.user(&grant.username) {
        Ok(user) => user,
        Err(error) => return error.into(),
    };
    let issued = app.sessions.issue(&app.org_id, user, &grant.client_id);
    let (token, session) = match issued {
        Ok(issued) => issued,
        Err(_) => {
            return OauthError::new("server_error", "the system has no random numbers").into();
        }
    };
    let id = identity_url(app, &session.user);
    let mut body = Map::new();
    let mut put = |key: &str, value: &str| {
        body.insert(key.to_owned(), Value::String(value.to_owned()));
    };
    put("access_token", &token);
    if let Some(secret) = &grant.secret {
        put("signature", &sign(secret, &id, &session));
    }
    if let Some(scope) = grant.scope {
        put("scope", scope);
    }
    put("instance_url", &app.base_url);
    put("id", &id);
    put("token_type", "Bearer");
    if grant.secret.is_some() || grant.scope.is_none() {
        put("issued_at", &session.issued_at.to_string());
    }
    Response::json(StatusCode::OK, Value::Object(body))
        .header(header::CACHE_CONTROL, "no-cache, no-store")
}

/// `https://…/id/ORG/USER`.
pub(super) fn identity_url(app: &App, user: &User) -> String {
    format!("{}/id/{}/{}", app.base_url, app.org_id, user.id)
}

/// "Base64-encoded HMAC-SHA256 signature signed with the client_secret. The signature can
/// include the concatenated ID and issued_at value" (Salesforce Help, *OAuth 2.0
/// Username-Password Flow*).
fn sign(secret: &str, id: &str, session: &Session) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let signed = format!("{id}{}", session.issued_at);
    STANDARD.encode(hmac::sign(&key, signed.as_bytes()))
}

struct TokenRequest<'a> {
    credentials: Option<&'a Credentials>,
    /// Client id and secret of an `Authorization: Basic` header.
    basic: Option<(String, String)>,
    params: &'a Params,
}

impl TokenRequest<'_> {
    /// A parameter that is there and not empty.
    fn given(&self, name: &str) -> Option<&str> {
        self.params.get(name).filter(|value| !value.is_empty())
    }

    /// The client's id and secret, checked; the secret may be missing if `optional`.
    fn client(&self, optional: bool) -> Result<(String, Option<String>), OauthError> {
        let (id, secret) = match &self.basic {
            Some((id, secret)) => (Some(id.as_str()), Some(secret.as_str())),
            None => (self.given("client_id"), self.given("client_secret")),
        };
        let id = id.filter(|id| !id.is_empty()).ok_or(BAD_CLIENT_ID)?;
        let secret = secret.filter(|secret| !secret.is_empty());
        if let Some(credentials) = self.credentials {
            let known = credentials.client(id).ok_or(BAD_CLIENT_ID)?;
            let fits = match (secret, &known.secret) {
                (Some(given), Some(known)) => given == known,
                (None, _) => optional,
                (Some(_), None) => false,
            };
            if !fits {
                return Err(BAD_CLIENT);
            }
        } else if secret.is_none() && !optional {
            return Err(BAD_CLIENT);
        }
        Ok((id.to_owned(), secret.map(str::to_owned)))
    }

    fn password(&mut self) -> Result<Grant, OauthError> {
        let (client_id, secret) = self.client(false)?;
        let username = self.given("username").ok_or(BAD_USER)?;
        let password = self.given("password").ok_or(BAD_USER)?;
        check_password(self.credentials, username, password).ok_or(BAD_USER)?;
        Ok(Grant {
            username: username.to_owned(),
            client_id,
            secret,
            scope: None,
        })
    }

    fn client_credentials(&mut self, default_user: &str) -> Result<Grant, OauthError> {
        let (client_id, secret) = self.client(false)?;
        let username = match self.credentials {
            None => default_user,
            Some(credentials) => credentials
                .client(&client_id)
                .and_then(|client| client.run_as.as_deref())
                .ok_or(OauthError::new(
                    "invalid_grant",
                    "no client credentials user enabled",
                ))?,
        };
        Ok(Grant {
            username: username.to_owned(),
            client_id,
            secret,
            scope: Some("api"),
        })
    }

    fn refresh(&mut self, app: &App) -> Result<Grant, OauthError> {
        let (client_id, secret) = self.client(true)?;
        let token = self.given("refresh_token").ok_or(BAD_REFRESH)?;
        if app.sessions.is_revoked(token) {
            return Err(BAD_REFRESH);
        }
        let username = match self.credentials {
            None => app.default_user().username.clone(),
            Some(credentials) => credentials
                .refresh_token(token, &client_id)
                .map(|known| known.username.clone())
                .ok_or(BAD_REFRESH)?,
        };
        Ok(Grant {
            username,
            client_id,
            secret,
            scope: Some("refresh_token api"),
        })
    }

    fn jwt(&mut self, base_url: &str) -> Result<Grant, OauthError> {
        let assertion = self
            .given("assertion")
            .ok_or(OauthError::new("invalid_grant", "invalid assertion"))?;
        let claims = jwt::claims(assertion)?;
        if let Some(credentials) = self.credentials {
            let client = credentials.client(&claims.iss).ok_or(BAD_CLIENT_ID)?;
            let key = client.key.as_ref().ok_or(OauthError::new(
                "invalid_grant",
                "no certificate is configured for this client",
            ))?;
            jwt::check_signature(assertion, key)?;
            if credentials.user(&claims.sub).is_none() {
                return Err(OauthError::new(
                    "invalid_grant",
                    "user hasn't approved this consumer",
                ));
            }
        } else if claims.iss.is_empty() || claims.sub.is_empty() {
            return Err(OauthError::new("invalid_grant", "invalid assertion"));
        }
        claims.check(base_url)?;
        Ok(Grant {
            username: claims.sub,
            client_id: claims.iss,
            secret: None,
            scope: Some("web api"),
        })
    }
}

/// Checks a password with its security token; without a credentials file, any that is not empty is
/// accepted.
pub(super) fn check_password(
    credentials: Option<&Credentials>,
    username: &str,
    password: &str,
) -> Option<()> {
    let right = match credentials {
        None => !username.is_empty() && !password.is_empty(),
        Some(credentials) => credentials.user(username)?.accepts(password),
    };
    right.then_some(())
}

/// Client id and secret of `Authorization: Basic`.
pub(super) fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, encoded) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = decoded.split_once(':')?;
    Some((id.to_owned(), secret.to_owned()))
}

/// Returns true for a request to the login host of production or sandboxes.
fn is_login_host(headers: &HeaderMap) -> bool {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or_default();
    let name = host.split(':').next().unwrap_or_default();
    name.eq_ignore_ascii_case("login.salesforce.com")
        || name.eq_ignore_ascii_case("test.salesforce.com")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed with `printf '%s' "$id$issued_at" | openssl dgst -sha256 -hmac secret -binary | base64`.
    #[test]
    fn signatures() {
        let session = Session {
            user: User {
                id: String::new(),
                username: String::new(),
                permission_set: None,
            },
            client_id: String::new(),
            issued_at: 1_278_448_832_702,
            expires_at: 0,
        };
        assert_eq!(
            sign(
                "secret",
                "https://login.salesforce.com/id/00Dx0000000BV7z/005x00000012Q9P",
                &session
            ),
            "pJLaaF3SzFH++txINP7roGsI00ZR67d0sscWvY1U9Ww="
        );
    }

    #[test]
    fn login_hosts() {
        let is_login = |host: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, host.parse().unwrap());
            is_login_host(&headers)
        };
        assert!(is_login("login.salesforce.com"));
        assert!(is_login("TEST.salesforce.com:443"));
        assert!(!is_login("acme.my.salesforce.com"));
        assert!(!is_login("127.0.0.1:8080"));
    }
}
