//! Signing in by OAuth and SOAP, and sessions.
//!
//! | module | holds |
//! |---|---|
//! | `credentials` | the users and clients of a credentials file |
//! | `session` | the tokens that were issued |
//! | `token` | `/services/oauth2/token` |
//! | `jwt` | assertions of the JWT bearer flow |
//! | `identity` | userinfo, the identity URL, introspection, revocation |
//! | `soap` | `login()` of the SOAP API |

pub(crate) mod credentials;
pub(super) mod identity;
mod jwt;
pub(super) mod session;
pub(super) mod soap;
pub(super) mod token;

use axum::http::{HeaderMap, StatusCode, header};
use serde_json::{Value, json};

use super::message::Response;
use crate::error::ApiError;

/// The response to a request with an invalid token.
pub(super) fn expired() -> ApiError {
    ApiError::new(401, "INVALID_SESSION_ID", "Session expired or invalid")
}

/// The token of `Authorization: Bearer …`; `OAuth …` is the older spelling of the same.
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    let known = scheme.eq_ignore_ascii_case("bearer") || scheme.eq_ignore_ascii_case("oauth");
    (known && !token.trim().is_empty()).then(|| token.trim())
}

/// A refusal of OAuth (RFC 6749, 5.2), as Salesforce words them.
#[derive(Debug, PartialEq)]
pub(super) struct OauthError {
    pub(super) code: &'static str,
    pub(super) description: &'static str,
}

impl OauthError {
    pub(super) const fn new(code: &'static str, description: &'static str) -> Self {
        Self { code, description }
    }

    fn to_json(&self) -> Value {
        json!({ "error": self.code, "error_description": self.description })
    }
}

impl From<OauthError> for Response {
    fn from(error: OauthError) -> Self {
        Self::json(StatusCode::BAD_REQUEST, error.to_json())
            .header(header::CACHE_CONTROL, "no-cache, no-store")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_of_headers() {
        let of = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::AUTHORIZATION, value.parse().unwrap());
            bearer(&headers).map(str::to_owned)
        };
        assert_eq!(of("Bearer abc").as_deref(), Some("abc"));
        assert_eq!(of("OAuth abc").as_deref(), Some("abc"));
        assert_eq!(of("bearer  abc").as_deref(), Some("abc"));
        assert_eq!(of("Basic abc"), None);
        assert_eq!(of("Bearer "), None);
        assert_eq!(of("abc"), None);
    }
}
