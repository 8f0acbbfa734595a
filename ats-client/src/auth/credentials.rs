//! The credentials of a program.

use std::fmt;
use std::sync::Arc;

use secrecy::SecretString;

/// The credentials of a program; made from one of the types of this module.
#[derive(Clone)]
#[non_exhaustive]
pub enum Credentials {
    /// User name and password.
    Password(Password),
    /// The application's own key and secret.
    ClientCredentials(ClientCredentials),
    /// An assertion signed with a private key.
    JwtBearer(JwtBearer),
    /// A refresh token from an earlier authorization.
    RefreshToken(RefreshToken),
    /// A token that somebody else got.
    AccessToken(AccessToken),
}

/// User name and password of a user (the guide's way; OAuth grant type `password`).
///
/// The org must allow it: *Setup → OAuth and OpenID Connect Settings → Allow OAuth
/// Username-Password Flows*.
#[derive(Clone)]
pub struct Password {
    pub(super) client_id: String,
    pub(super) client_secret: SecretString,
    pub(super) username: String,
    pub(super) password: SecretString,
}

impl Password {
    /// `password` is the user's password with the security token appended, unless the machine's
    /// address is in the org's trusted range.
    pub fn new(
        client_id: impl Into<String>,
        client_secret: impl Into<SecretString>,
        username: impl Into<String>,
        password: impl Into<SecretString>,
    ) -> Self {
        Self {
            client_id: client_id.into(),
            client_secret: client_secret.into(),
            username: username.into(),
            password: password.into(),
        }
    }
}

/// The application's own key and secret (OAuth grant type `client_credentials`).
///
/// Works only at the org's My Domain address, and runs as the user that the connected app names.
#[derive(Clone)]
pub struct ClientCredentials {
    pub(super) client_id: String,
    pub(super) client_secret: SecretString,
}

impl ClientCredentials {
    /// The connected app's consumer key and consumer secret.
    pub fn new(client_id: impl Into<String>, client_secret: impl Into<SecretString>) -> Self {
        Self {
            client_id: client_id.into(),
            client_secret: client_secret.into(),
        }
    }
}

/// An assertion signed with the private key whose certificate the connected app holds (OAuth grant
/// type `urn:ietf:params:oauth:grant-type:jwt-bearer`).
#[derive(Clone)]
pub struct JwtBearer {
    pub(super) client_id: String,
    pub(super) username: String,
    pub(super) private_key: SecretString,
    pub(super) audience: Option<String>,
}

impl JwtBearer {
    /// `private_key` is an RSA key as PEM text, PKCS#1 or PKCS#8, not encrypted.
    pub fn new(
        client_id: impl Into<String>,
        username: impl Into<String>,
        private_key: impl Into<SecretString>,
    ) -> Self {
        Self {
            client_id: client_id.into(),
            username: username.into(),
            private_key: private_key.into(),
            audience: None,
        }
    }

    /// The audience of the assertion, where it is not the address that the client signs in at:
    /// `https://login.salesforce.com`, `https://test.salesforce.com`, or a site's address.
    #[must_use]
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.audience = Some(audience.into());
        self
    }
}

/// A refresh token from an earlier authorization (OAuth grant type `refresh_token`).
///
/// Where the connected app rotates refresh tokens, the client keeps the newest one in memory; to
/// keep it longer, see [`on_rotation`](Self::on_rotation).
#[derive(Clone)]
pub struct RefreshToken {
    pub(super) client_id: String,
    pub(super) client_secret: Option<SecretString>,
    pub(super) refresh_token: SecretString,
    pub(super) on_rotation: Option<OnRotation>,
}

/// Saves a new refresh token, or returns why it could not.
pub(super) type OnRotation = Arc<dyn Fn(&SecretString) -> Result<(), String> + Send + Sync>;

impl RefreshToken {
    /// The token, and the consumer key of the app it was given to.
    pub fn new(client_id: impl Into<String>, refresh_token: impl Into<SecretString>) -> Self {
        Self {
            client_id: client_id.into(),
            client_secret: None,
            refresh_token: refresh_token.into(),
            on_rotation: None,
        }
    }

    /// Calls `save` with each new refresh token that the org sends, before the access token that
    /// came with it is used. The old one no longer works. Where `save` returns an error, signing
    /// in fails with it.
    #[must_use]
    pub fn on_rotation(
        mut self,
        save: impl Fn(&SecretString) -> Result<(), String> + Send + Sync + 'static,
    ) -> Self {
        self.on_rotation = Some(Arc::new(save));
        self
    }

    /// The consumer secret, where the app requires it.
    #[must_use]
    pub fn client_secret(mut self, secret: impl Into<SecretString>) -> Self {
        self.client_secret = Some(secret.into());
        self
    }
}

/// An access token or session id that somebody else got, such as `sf org display --json`.
///
/// When it expires there is no way to a new one: calls then fail with
/// [`SignInError::Expired`](crate::SignInError::Expired).
#[derive(Clone)]
pub struct AccessToken {
    pub(super) instance_url: String,
    pub(super) token: SecretString,
}

impl AccessToken {
    /// The token, and the address of the org that gave it.
    pub fn new(instance_url: impl Into<String>, token: impl Into<SecretString>) -> Self {
        Self {
            instance_url: instance_url.into(),
            token: token.into(),
        }
    }

    pub(crate) fn instance_url(&self) -> &str {
        &self.instance_url
    }
}

impl Credentials {
    /// The OAuth grant type, for messages.
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Password(_) => "password",
            Self::ClientCredentials(_) => "client_credentials",
            Self::JwtBearer(_) => "jwt-bearer",
            Self::RefreshToken(_) => "refresh_token",
            Self::AccessToken(_) => "access token",
        }
    }
}

macro_rules! conversions {
    ($($type:ident)*) => {$(
        impl From<$type> for Credentials {
            fn from(credentials: $type) -> Self {
                Self::$type(credentials)
            }
        }

        /// Prints no part of it.
        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($type)).finish_non_exhaustive()
            }
        }
    )*};
}
conversions!(Password ClientCredentials JwtBearer RefreshToken AccessToken);

/// Prints the grant type and no part of the credentials.
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Credentials({})", self.kind())
    }
}
