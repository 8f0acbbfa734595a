//! The signature of a token response.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;
use secrecy::{ExposeSecret as _, SecretString};

/// Returns true if a response was signed with the connected app's secret.
///
/// “Base64-encoded HMAC-SHA256 signature signed with the client_secret. The signature can include
/// the concatenated ID and issued_at value.” Source: Salesforce Help, “OAuth 2.0 Web Server Flow”.
pub(super) fn is_valid(secret: &SecretString, id: &str, issued_at: &str, signature: &str) -> bool {
    let Ok(signature) = STANDARD.decode(signature) else {
        return false;
    };
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.expose_secret().as_bytes());
    // Compares in constant time.
    hmac::verify(&key, format!("{id}{issued_at}").as_bytes(), &signature).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    // printf '%s' 'https://login.salesforce.com/id/00D/0051700000000000' |
    //     openssl dgst -sha256 -hmac secret -binary | base64
    const SIGNATURE: &str = "ExbGhRE1Ej+5CW2OmXALfHpj/0qZ0J0NfA6UBonAyK0=";

    #[test]
    fn only_the_right_secret_and_text_fit() {
        let id = "https://login.salesforce.com/id/00D/005";
        let secret = SecretString::from("secret");
        assert!(is_valid(&secret, id, "1700000000000", SIGNATURE));
        assert!(!is_valid(&secret, id, "1700000000001", SIGNATURE));
        assert!(!is_valid(
            &SecretString::from("guess"),
            id,
            "1700000000000",
            SIGNATURE
        ));
        assert!(!is_valid(&secret, id, "1700000000000", "not base64!"));
        assert!(!is_valid(&secret, id, "1700000000000", ""));
    }
}
