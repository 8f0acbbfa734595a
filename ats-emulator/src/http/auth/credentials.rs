//! The users and clients who may sign in.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use jsonwebtoken::DecodingKey;
use serde::Deserialize;

/// The users and clients who may sign in: the content of a credentials file.
///
/// Without one, every user name, password, client id and secret is accepted unless it is empty.
/// `Debug` shows no secret.
#[derive(Clone, Default)]
pub struct Credentials {
    users: Vec<User>,
    clients: Vec<Client>,
    refresh_tokens: Vec<RefreshToken>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct User {
    pub(super) username: String,
    password: String,
    /// Salesforce expects it appended to the password.
    #[serde(default)]
    security_token: String,
    /// The permission set of this user; without one, that of the whole org.
    #[serde(default)]
    pub(in crate::http) permission_set: Option<String>,
}

#[derive(Clone)]
pub(super) struct Client {
    pub(super) id: String,
    pub(super) secret: Option<String>,
    /// The user that the client credentials flow signs in.
    pub(super) run_as: Option<String>,
    /// The key that checks the signature of a JWT.
    pub(super) key: Option<DecodingKey>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RefreshToken {
    token: String,
    client_id: String,
    pub(super) username: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    users: Vec<User>,
    #[serde(default)]
    clients: Vec<ClientEntry>,
    #[serde(default)]
    refresh_tokens: Vec<RefreshToken>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClientEntry {
    client_id: String,
    #[serde(default)]
    client_secret: Option<String>,
    #[serde(default)]
    run_as: Option<String>,
    #[serde(default)]
    public_key: Option<String>,
    #[serde(default)]
    public_key_file: Option<PathBuf>,
}

/// A reason why credentials cannot be used. The message never contains a credential.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CredentialsError {
    /// A file cannot be read: the credentials, or a key they name.
    #[error("cannot read {}: {error}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The system's error.
        error: std::io::Error,
    },
    /// The text is not JSON of the documented form.
    #[error(
        "{} not JSON as the README of ats-emulator shows, `{{\"users\": […]}}`: mistake at line {line}, \
         column {column}",
        .path.as_ref().map_or_else(|| "the credentials are".to_owned(), |it| format!("{} is", it.display()))
    )]
    Json {
        /// The file, if it was one.
        path: Option<PathBuf>,
        /// Counted from 1.
        line: usize,
        /// Counted from 1; 0 where a line as a whole is meant.
        column: usize,
    },
    /// A client's key is not an RSA public key or certificate in PEM.
    #[error("the public key of client {client_id} is not an RSA public key or certificate in PEM")]
    Key {
        /// The client of which it is.
        client_id: String,
    },
    /// A client or a refresh token names a user that is not among the users.
    #[error("the credentials name the user {username}, who is not among `users`")]
    UnknownUser {
        /// The user.
        username: String,
    },
}

impl Credentials {
    /// Reads a file; paths of keys in it are relative to its folder.
    ///
    /// # Errors
    ///
    /// [`CredentialsError`].
    pub fn read(path: impl AsRef<Path>) -> Result<Self, CredentialsError> {
        let path = path.as_ref();
        let text = read(path)?;
        let folder = path.parent().unwrap_or(Path::new(""));
        Self::parse_in(&text, folder).map_err(|error| match error {
            CredentialsError::Json { line, column, .. } => CredentialsError::Json {
                path: Some(path.to_owned()),
                line,
                column,
            },
            error => error,
        })
    }

    /// Reads the text of such a file; paths of keys in it are relative to the current folder.
    ///
    /// ```
    /// use ats_emulator::Credentials;
    ///
    /// let credentials = Credentials::parse(r#"{
    ///     "users": [{
    ///         "username": "recruiter@example.com",
    ///         "password": "secret",
    ///         "security_token": "TOKEN",
    ///         "permission_set": "Asymbl_ATS_User"
    ///     }],
    ///     "clients": [{
    ///         "client_id": "portal",
    ///         "client_secret": "also secret",
    ///         "run_as": "recruiter@example.com"
    ///     }]
    /// }"#)?;
    /// # Ok::<(), ats_emulator::CredentialsError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`CredentialsError`].
    pub fn parse(text: &str) -> Result<Self, CredentialsError> {
        Self::parse_in(text, Path::new(""))
    }

    fn parse_in(text: &str, folder: &Path) -> Result<Self, CredentialsError> {
        // serde's own message may quote a value.
        let file: File = serde_json::from_str(text).map_err(|error| CredentialsError::Json {
            path: None,
            line: error.line(),
            column: error.column(),
        })?;
        let clients = file
            .clients
            .into_iter()
            .map(|entry| entry.load(folder))
            .collect::<Result<Vec<_>, _>>()?;
        let named = clients
            .iter()
            .filter_map(|client| client.run_as.as_ref())
            .chain(file.refresh_tokens.iter().map(|token| &token.username));
        for username in named {
            if !file.users.iter().any(|user| same(&user.username, username)) {
                return Err(CredentialsError::UnknownUser {
                    username: username.clone(),
                });
            }
        }
        Ok(Self {
            users: file.users,
            clients,
            refresh_tokens: file.refresh_tokens,
        })
    }

    pub(in crate::http) fn user(&self, username: &str) -> Option<&User> {
        self.users
            .iter()
            .find(|user| same(&user.username, username))
    }

    pub(super) fn client(&self, id: &str) -> Option<&Client> {
        self.clients.iter().find(|client| client.id == id)
    }

    pub(super) fn refresh_token(&self, token: &str, client_id: &str) -> Option<&RefreshToken> {
        self.refresh_tokens
            .iter()
            .find(|known| known.token == token && known.client_id == client_id)
    }

    /// The users and their permission sets.
    pub(crate) fn users(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.users
            .iter()
            .map(|user| (user.username.as_str(), user.permission_set.as_deref()))
    }
}

/// User names are e-mail addresses in form, and letter case does not matter in them.
fn same(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

impl User {
    /// Returns true for the password with the security token appended.
    pub(super) fn accepts(&self, password: &str) -> bool {
        password
            .strip_prefix(self.password.as_str())
            .is_some_and(|token| token == self.security_token)
    }
}

impl ClientEntry {
    fn load(self, folder: &Path) -> Result<Client, CredentialsError> {
        let pem = match (self.public_key, self.public_key_file) {
            (Some(pem), _) => Some(pem),
            (None, Some(path)) => Some(read(&folder.join(path))?),
            (None, None) => None,
        };
        let key = pem
            .map(|pem| DecodingKey::from_rsa_pem(pem.as_bytes()))
            .transpose()
            .map_err(|_| CredentialsError::Key {
                client_id: self.client_id.clone(),
            })?;
        Ok(Client {
            id: self.client_id,
            secret: self.client_secret,
            run_as: self.run_as,
            key,
        })
    }
}

fn read(path: &Path) -> Result<String, CredentialsError> {
    fs::read_to_string(path).map_err(|error| CredentialsError::Read {
        path: path.to_owned(),
        error,
    })
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("users", &self.users.len())
            .field("clients", &self.clients.len())
            .field("refresh_tokens", &self.refresh_tokens.len())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_end_in_the_token() {
        let credentials = Credentials::parse(
            r#"{"users": [{"username": "a@b.c", "password": "pass", "security_token": "TOK"}]}"#,
        )
        .unwrap();
        let user = credentials.user("A@B.C").unwrap();
        assert!(user.accepts("passTOK"));
        for wrong in ["pass", "TOK", "passTOKx", "", "passtok"] {
            assert!(!user.accepts(wrong), "{wrong}");
        }
    }

    #[test]
    fn mistakes_do_not_quote_secrets() {
        let error = Credentials::parse(r#"{"users": [{"username": "a", "pasword": "hunter2"}]}"#)
            .unwrap_err();
        assert!(matches!(error, CredentialsError::Json { line: 1, .. }));
        let error = Credentials::parse(r#"{"clients": "hunter2"}"#).unwrap_err();
        assert!(
            !error.to_string().contains("hunter2") && !format!("{error:?}").contains("hunter2")
        );
        let error = Credentials::parse(
            r#"{"clients": [{"client_id": "portal", "public_key": "hunter2"}]}"#,
        )
        .unwrap_err();
        assert_eq!(
            error.to_string(),
            "the public key of client portal is not an RSA public key or certificate in PEM"
        );
        let error = Credentials::parse(r#"{"clients": [{"client_id": "x", "run_as": "nobody"}]}"#)
            .unwrap_err();
        assert!(matches!(error, CredentialsError::UnknownUser { .. }));
        let shown = format!(
            "{:?}",
            Credentials::parse(r#"{"users": [{"username": "a", "password": "hunter2"}]}"#)
        );
        assert!(!shown.contains("hunter2"), "{shown}");
    }
}
