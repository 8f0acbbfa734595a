//! Asking for a token.

use std::collections::HashMap;
use std::sync::Mutex;

use reqwest::header::{ACCEPT, HeaderValue};
use reqwest::{Method, Request, Url};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

use super::credentials::Credentials;
use super::{jwt, signature};
use crate::error::{
    ClientError, ErrorContext, ErrorKind, NetworkError, NotSalesforce, SignInError, UnexpectedBody,
};
use crate::http::{
    Mask, RetryPolicy, SentValues, Transport, base, failure, host, looks_like_json, not_salesforce,
};

/// Gives tokens: the login host, and the credentials for it.
pub(crate) struct TokenEndpoint {
    pub(crate) transport: Transport,
    pub(crate) login: Url,
    pub(crate) credentials: Credentials,
    pub(crate) policy: RetryPolicy,
    /// The newest refresh token, where the app rotates them.
    rotated: Mutex<Option<SecretString>>,
}

/// A token, and the org that it is for.
pub(super) struct Token {
    pub(super) access_token: SecretString,
    pub(super) instance: Url,
    /// The identity URL, `https://login.salesforce.com/id/<org>/<user>`.
    pub(super) identity: Option<String>,
}

/// The token endpoint's answer.
#[derive(Deserialize)]
struct TokenResponse {
    access_token: String,
    instance_url: String,
    id: Option<String>,
    issued_at: Option<String>,
    signature: Option<String>,
    refresh_token: Option<String>,
}

const CONTEXT: ErrorContext = ErrorContext::new("sign in");

/// The longest name of a host.
///
/// Source: RFC 1035, section 2.3.4.
const LONGEST_HOST: usize = 253;

impl TokenEndpoint {
    pub(crate) const fn new(
        transport: Transport,
        login: Url,
        credentials: Credentials,
        policy: RetryPolicy,
    ) -> Self {
        Self {
            transport,
            login,
            credentials,
            policy,
            rotated: Mutex::new(None),
        }
    }

    /// Gets a token; `renewal` if there was one before.
    pub(super) async fn token(&self, renewal: bool) -> Result<Token, SignInError> {
        if let Credentials::AccessToken(given) = &self.credentials {
            let instance = base(&given.instance_url)
                .map_err(|error| unexpected(given.instance_url.clone(), error))?;
            if renewal {
                return Err(SignInError::Expired {
                    host: host(&instance),
                });
            }
            return Ok(Token {
                access_token: given.token.clone(),
                instance,
                identity: None,
            });
        }
        let mut attempt = 1;
        loop {
            let error = match self.ask().await {
                Ok(token) => return Ok(token),
                Err(error) => error,
            };
            let wait = if error.is_retryable() && self.policy.allows_another(attempt) {
                self.policy.wait(attempt, error.retry_after())
            } else {
                None
            };
            let Some(wait) = wait else {
                return Err(error);
            };
            tracing::warn!(attempt, ?wait, error = %error, "signing in failed; trying again");
            tokio::time::sleep(wait).await;
            attempt += 1;
        }
    }

    async fn ask(&self) -> Result<Token, SignInError> {
        let host = host(&self.login);
        let (request, secrets) = self.request()?;
        let sent = SentValues::new(&[], "", &secrets);
        let answer = self
            .transport
            .send(request, self.transport.ordinary(), "sign in")
            .await
            .map_err(|error| match error {
                ClientError::Network(error) => SignInError::Network(error),
                ClientError::NotSalesforce(answer) => SignInError::NotSalesforce(answer),
                other => unexpected(host.clone(), other),
            })?;
        if !answer.status.is_success() {
            return Err(match failure(&CONTEXT, &answer, &sent, &[]) {
                ClientError::NotSalesforce(answer) => not_a_token(*answer),
                ClientError::Api(failure) if matches!(failure.status, 420 | 429 | 500..) => {
                    SignInError::Unavailable {
                        host,
                        status: failure.status,
                        retry_after: failure.retry_after,
                    }
                }
                ClientError::Api(failure) => {
                    let status = failure.status;
                    let (error, description) = failure.errors.into_iter().next().map_or_else(
                        || {
                            (
                                format!("HTTP {status}"),
                                ErrorKind::of_status(status).words().into(),
                            )
                        },
                        |error| (error.code.as_str().to_owned(), error.message),
                    );
                    SignInError::Refused {
                        host,
                        grant: self.credentials.kind(),
                        error,
                        description,
                    }
                }
                other => unexpected(host, other),
            });
        }
        let response: TokenResponse = serde_json::from_slice(&answer.body).map_err(|error| {
            if !looks_like_json(&answer.body) {
                return not_a_token(not_salesforce(&answer, &sent));
            }
            if error.is_eof() {
                return NetworkError::cut_off(&host).into();
            }
            SignInError::Unreadable {
                host: host.clone(),
                // Not serde's own words: they may quote the answer.
                message: format!(
                    "it is not the JSON of a token response (line {}, column {})",
                    error.line(),
                    error.column()
                ),
            }
        })?;
        self.accept(response, host, &secrets)
    }

    /// Checks an answer, and keeps a new refresh token.
    fn accept(
        &self,
        response: TokenResponse,
        host: String,
        secrets: &[SecretString],
    ) -> Result<Token, SignInError> {
        let TokenResponse {
            access_token,
            instance_url,
            id,
            issued_at,
            signature,
            refresh_token,
        } = response;
        let mut mask = Mask::default();
        secrets.iter().for_each(|secret| mask.secret(secret));
        let access_token = SecretString::from(access_token);
        mask.secret(&access_token);
        if let (Some(secret), Some(signature)) = (self.secret(), &signature) {
            let (id, at) = (id.as_deref(), issued_at.as_deref());
            if !signature::is_valid(
                secret,
                id.unwrap_or_default(),
                at.unwrap_or_default(),
                signature,
            ) {
                return Err(SignInError::Signature { host });
            }
        }
        if let Some(rotated) = refresh_token {
            let rotated = SecretString::from(rotated);
            *lock(&self.rotated) = Some(rotated.clone());
            self.save(&rotated)?;
        }
        let instance = base(&instance_url).map_err(|error| SignInError::Unreadable {
            host: host.clone(),
            message: mask.printable(&error.to_string()),
        })?;
        // Errors name the host.
        let name = instance.host_str().unwrap_or_default();
        if name.len() > LONGEST_HOST || mask.hide(name) != name {
            return Err(SignInError::Unreadable {
                host,
                message: "`instance_url` is not the address of an org".to_owned(),
            });
        }
        Ok(Token {
            access_token,
            instance,
            identity: id,
        })
    }

    /// Hands a new refresh token to whoever keeps it, unless it is the one that was given.
    fn save(&self, rotated: &SecretString) -> Result<(), SignInError> {
        let Credentials::RefreshToken(given) = &self.credentials else {
            return Ok(());
        };
        let same = given.refresh_token.expose_secret() == rotated.expose_secret();
        match &given.on_rotation {
            Some(save) if !same => {
                save(rotated).map_err(|cause| SignInError::TokenNotSaved(cause.to_string()))
            }
            _ => Ok(()),
        }
    }

    fn secret(&self) -> Option<&SecretString> {
        match &self.credentials {
            Credentials::Password(it) => Some(&it.client_secret),
            Credentials::ClientCredentials(it) => Some(&it.client_secret),
            Credentials::RefreshToken(it) => it.client_secret.as_ref(),
            Credentials::JwtBearer(_) | Credentials::AccessToken(_) => None,
        }
    }

    /// The request, and the secrets in it. Everything is in the body and nothing in the URL, which
    /// proxies and servers log.
    fn request(&self) -> Result<(Request, Vec<SecretString>), SignInError> {
        let mut form = HashMap::new();
        let assertion;
        let rotated = lock(&self.rotated).clone();
        match &self.credentials {
            Credentials::Password(it) => {
                form.insert("grant_type", "password");
                form.insert("client_id", &it.client_id);
                form.insert("client_secret", it.client_secret.expose_secret());
                form.insert("username", &it.username);
                form.insert("password", it.password.expose_secret());
            }
            Credentials::ClientCredentials(it) => {
                form.insert("grant_type", "client_credentials");
                form.insert("client_id", &it.client_id);
                form.insert("client_secret", it.client_secret.expose_secret());
            }
            Credentials::JwtBearer(it) => {
                let origin = self.login.origin().ascii_serialization();
                assertion = jwt::assertion(it, &origin)?;
                form.insert("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
                form.insert("assertion", assertion.expose_secret());
            }
            Credentials::RefreshToken(it) => {
                let token = rotated.as_ref().unwrap_or(&it.refresh_token);
                form.insert("grant_type", "refresh_token");
                form.insert("client_id", &it.client_id);
                form.insert("refresh_token", token.expose_secret());
                if let Some(secret) = &it.client_secret {
                    form.insert("client_secret", secret.expose_secret());
                }
            }
            Credentials::AccessToken(_) => {}
        }
        let secrets = ["client_secret", "password", "assertion", "refresh_token"];
        let secrets = secrets.iter().filter_map(|name| form.get(name));
        let secrets = secrets.map(|secret| SecretString::from(*secret)).collect();
        let mut url = self.login.clone();
        url.set_path("/services/oauth2/token");
        let request = self
            .transport
            .http
            .request(Method::POST, url)
            .header(ACCEPT, HeaderValue::from_static("application/json"))
            .form(&form)
            .build()
            .map_err(|error| SignInError::Config {
                problem: error.without_url().to_string(),
                advice: "",
            })?;
        Ok((request, secrets))
    }
}

fn unexpected(host: String, error: ClientError) -> SignInError {
    match error {
        ClientError::Config { problem, advice } => SignInError::Config { problem, advice },
        error => SignInError::Unreadable {
            host,
            message: error.to_string(),
        },
    }
}

/// Somebody else's answer, without its words: they may be a token in another notation.
fn not_a_token(mut answer: NotSalesforce) -> SignInError {
    if matches!(answer.body, UnexpectedBody::Text | UnexpectedBody::Json) {
        answer.excerpt.clear();
    }
    answer.raw_excerpt.clear();
    SignInError::NotSalesforce(Box::new(answer))
}

/// A lock whose holder cannot leave anything half done.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}
