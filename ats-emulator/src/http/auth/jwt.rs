//! Assertions of the JWT bearer flow (RFC 7523, as *OAuth 2.0 JWT Bearer Flow for
//! Server-to-Server Integration* of Salesforce Help narrows it).

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::Deserialize;

use super::OauthError;
use crate::date_time;

/// The claims of an assertion.
#[derive(Debug, Deserialize)]
pub(super) struct Claims {
    /// The consumer key.
    pub(super) iss: String,
    /// The user name.
    pub(super) sub: String,
    aud: Audience,
    /// Seconds since 1970.
    exp: Seconds,
}

/// RFC 7519 wants a number; Salesforce also takes it as text, which some clients
/// (simple-salesforce among them) send.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Seconds {
    Number(f64),
    Text(String),
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

const INVALID: OauthError = OauthError::new("invalid_grant", "invalid assertion");

/// Reads the claims without checking the signature: they name the client whose key checks it.
pub(super) fn claims(assertion: &str) -> Result<Claims, OauthError> {
    let header = decode_header(assertion).map_err(|_| INVALID)?;
    if header.alg != Algorithm::RS256 {
        return Err(INVALID);
    }
    let mut validation = Validation::new(Algorithm::RS256);
    validation.insecure_disable_signature_validation();
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    // No key is looked at.
    decode(assertion, &DecodingKey::from_secret(&[]), &validation)
        .map(|token| token.claims)
        .map_err(|_| INVALID)
}

/// Checks that the assertion is signed by the owner of the key.
pub(super) fn check_signature(assertion: &str, key: &DecodingKey) -> Result<(), OauthError> {
    let mut validation = Validation::new(Algorithm::RS256);
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    decode::<Claims>(assertion, key, &validation)
        .map(|_| ())
        .map_err(|_| INVALID)
}

impl Claims {
    /// Checks that the assertion is for an org and has not expired. `base_url` is this org's.
    pub(super) fn check(&self, base_url: &str) -> Result<(), OauthError> {
        let meant = |audience: &String| is_audience(audience, base_url);
        let meant = match &self.aud {
            Audience::One(audience) => meant(audience),
            Audience::Several(audiences) => audiences.iter().any(meant),
        };
        if !meant {
            return Err(OauthError::new("invalid_grant", "audience is invalid"));
        }
        let now = date_time::now() as f64 / 1000.0;
        let expires = match &self.exp {
            Seconds::Number(seconds) => *seconds,
            Seconds::Text(text) => text.parse().map_err(|_| INVALID)?,
        };
        if expires > now {
            Ok(())
        } else {
            Err(OauthError::new("invalid_grant", "assertion is expired"))
        }
    }
}

/// The login host, the sandbox's, a My Domain or site of Salesforce, or this org itself.
fn is_audience(audience: &str, base_url: &str) -> bool {
    let audience = audience.trim_end_matches('/');
    if audience == base_url {
        return true;
    }
    let host = audience
        .strip_prefix("https://")
        .and_then(|rest| rest.split('/').next());
    host.is_some_and(|host| host.ends_with(".salesforce.com") || host.ends_with(".my.site.com"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn audiences() {
        let base = "http://127.0.0.1:8080";
        for good in [
            "https://login.salesforce.com",
            "https://test.salesforce.com/",
            "https://acme.my.salesforce.com",
            base,
        ] {
            assert!(is_audience(good, base), "{good}");
        }
        for bad in [
            "http://login.salesforce.com",
            "https://salesforce.com.evil.example",
            "https://evil.example/.salesforce.com",
            "http://127.0.0.1:8081",
            "",
        ] {
            assert!(!is_audience(bad, base), "{bad}");
        }
    }

    #[test]
    fn what_is_no_assertion() {
        for text in [
            "",
            "a.b.c",
            "eyJhbGciOiJIUzI1NiJ9.e30.",
            "eyJhbGciOiJub25lIn0.e30.",
        ] {
            assert_eq!(claims(text).unwrap_err(), INVALID, "{text}");
        }
    }
}
