//! The assertion of the JWT bearer flow.

use std::time::{SystemTime, UNIX_EPOCH};

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Serialize;

use super::credentials::JwtBearer;
use crate::error::SignInError;

/// The lifetime of an assertion. Salesforce asks for no more than three minutes.
///
/// Source: Salesforce Help, “OAuth 2.0 JWT Bearer Flow for Server-to-Server Integration”.
const LIFETIME_SECONDS: u64 = 120;

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    exp: u64,
}

/// The signed assertion.
pub(super) fn assertion(jwt: &JwtBearer, login: &str) -> Result<SecretString, SignInError> {
    let key = EncodingKey::from_rsa_pem(jwt.private_key.expose_secret().as_bytes())
        .map_err(|error| SignInError::PrivateKey(error.to_string()))?;
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let claims = Claims {
        iss: &jwt.client_id,
        sub: &jwt.username,
        aud: jwt.audience.as_deref().unwrap_or(login),
        exp: now.as_secs() + LIFETIME_SECONDS,
    };
    encode(&Header::new(Algorithm::RS256), &claims, &key)
        .map(SecretString::from)
        .map_err(|error| SignInError::PrivateKey(error.to_string()))
}
