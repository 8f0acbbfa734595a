//! The token that all tasks share, and its renewal, once for all of them.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use reqwest::Url;
use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::Mutex;
use tracing::Instrument as _;

use super::token_endpoint::TokenEndpoint;
use super::token_refusal::{Evidence, InUse, Refusals};
use crate::error::SignInError;
use crate::http::host;

/// A token in use.
pub(crate) struct Session {
    /// Counts the tokens of this client from 1.
    pub(crate) generation: u64,
    /// The org's root.
    pub(crate) instance: Url,
    /// The identity URL.
    pub(crate) identity: Option<String>,
    /// `Bearer …`; never printed.
    pub(crate) authorization: HeaderValue,
    pub(crate) token: SecretString,
    pub(super) evidence: Evidence,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("generation", &self.generation)
            .field("instance", &self.instance.as_str())
            .finish_non_exhaustive()
    }
}

/// Keeps the current session, and renews it.
pub(crate) struct TokenStore {
    endpoint: TokenEndpoint,
    current: RwLock<Option<Arc<Session>>>,
    /// The newest generation of which the org has accepted a call.
    accepted: AtomicU64,
    /// Held while a token is asked for: the others wait and then use what came.
    renewal: Mutex<Option<Failed>>,
}

/// A renewal that failed, so that the tasks that waited for it need not try it themselves: a wrong
/// password that is tried 64 times locks the user out.
struct Failed {
    stale: u64,
    at: Instant,
    error: SignInError,
}

/// Maximum number of tokens in a row that are refused from their first call on.
const USELESS_TOKENS: u64 = 3;

/// The time for which tasks share a failure that will not mend itself, and one that may.
const REMEMBER_REFUSAL: Duration = Duration::from_secs(30);
const REMEMBER_OUTAGE: Duration = Duration::from_secs(1);

impl TokenStore {
    pub(crate) fn new(endpoint: TokenEndpoint) -> Self {
        Self {
            endpoint,
            current: RwLock::new(None),
            accepted: AtomicU64::new(0),
            renewal: Mutex::new(None),
        }
    }

    pub(crate) fn endpoint(&self) -> &TokenEndpoint {
        &self.endpoint
    }

    /// The current session; signs in if there is none.
    pub(crate) async fn session(self: &Arc<Self>) -> Result<Arc<Session>, SignInError> {
        match self.newer_than(0) {
            Some(session) => Ok(session),
            None => self.renew(0).await,
        }
    }

    /// The token in use, so that it is not printed where a server repeats it.
    pub(crate) fn token(&self) -> Option<SecretString> {
        Some(self.newer_than(0)?.token.clone())
    }

    /// The org has accepted a call's token.
    pub(crate) fn accept(&self, in_use: &InUse) {
        in_use.accept();
        self.accepted
            .fetch_max(in_use.session().generation, Ordering::Relaxed);
    }

    /// A session to repeat a call with whose token was refused.
    ///
    /// # Errors
    ///
    /// If a new token would be refused too, as far as this client has seen.
    pub(crate) async fn replace(
        self: &Arc<Self>,
        in_use: InUse,
        refusals: &mut Refusals,
    ) -> Result<Arc<Session>, SignInError> {
        let session = Arc::clone(in_use.session());
        // The first refusal is forgiven, whatever was seen before: the org may have come round since.
        let hopeless = !refusals.is_empty() && self.is_hopeless(&session);
        if hopeless || !refusals.add(&in_use).await {
            return Err(SignInError::NewTokenRefused {
                host: host(&session.instance),
                accepted_elsewhere: self.accepted.load(Ordering::Relaxed) > 0,
            });
        }
        drop(in_use);
        self.renew(session.generation).await
    }

    /// Returns true if a token that was just refused is the last of several which the org has refused from
    /// their first call on. Those are not expired, and a new one will not be better.
    ///
    /// Several, since a short-lived token may be used up by others before we hear of their success.
    fn is_hopeless(&self, session: &Session) -> bool {
        session.generation >= self.accepted.load(Ordering::Relaxed) + USELESS_TOKENS
    }

    /// Forgets the token, which has been revoked.
    pub(crate) fn forget(&self, generation: u64) {
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        if current
            .as_ref()
            .is_some_and(|it| it.generation == generation)
        {
            *current = None;
        }
    }

    fn newer_than(&self, generation: u64) -> Option<Arc<Session>> {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        current
            .as_ref()
            .filter(|session| session.generation > generation)
            .cloned()
    }

    /// A session newer than the stale one: a new one, or the one another task has got meanwhile.
    async fn renew(self: &Arc<Self>, stale: u64) -> Result<Arc<Session>, SignInError> {
        if let Some(session) = self.newer_than(stale) {
            return Ok(session);
        }
        // In a task of its own, so that a caller who gives up waiting does not lose a refresh token
        // that has just been rotated.
        let store = Arc::clone(self);
        tokio::spawn(async move { store.renew_once(stale).await }.in_current_span())
            .await
            .map_err(|_| SignInError::Interrupted)?
    }

    async fn renew_once(&self, stale: u64) -> Result<Arc<Session>, SignInError> {
        let mut failed = self.renewal.lock().await;
        if let Some(session) = self.newer_than(stale) {
            return Ok(session);
        }
        if let Some(Failed { error, .. }) = failed.as_ref().filter(|it| it.counts_for(stale)) {
            return Err(error.clone());
        }
        tracing::debug!(
            grant = self.endpoint.credentials.kind(),
            renewal = stale > 0,
            "signing in"
        );
        match self.sign_in(stale).await {
            Ok(session) => {
                *failed = None;
                let session = Arc::new(session);
                *self.current.write().unwrap_or_else(PoisonError::into_inner) =
                    Some(Arc::clone(&session));
                Ok(session)
            }
            Err(error) => {
                *failed = Some(Failed {
                    stale,
                    at: Instant::now(),
                    error: error.clone(),
                });
                Err(error)
            }
        }
    }

    async fn sign_in(&self, stale: u64) -> Result<Session, SignInError> {
        let token = self.endpoint.token(stale > 0).await?;
        let bearer = format!("Bearer {}", token.access_token.expose_secret());
        let authorization = sensitive(&bearer).ok_or_else(|| SignInError::Unreadable {
            host: host(&token.instance),
            message: "the token holds characters that cannot stand in a header".to_owned(),
        })?;
        Ok(Session {
            generation: stale + 1,
            instance: token.instance,
            identity: token.identity,
            authorization,
            token: token.access_token,
            evidence: Evidence::default(),
        })
    }
}

impl Failed {
    fn counts_for(&self, stale: u64) -> bool {
        let remember = if self.error.is_retryable() {
            REMEMBER_OUTAGE
        } else {
            REMEMBER_REFUSAL
        };
        self.stale == stale && self.at.elapsed() < remember
    }
}

/// A header that is never printed.
fn sensitive(text: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(text).ok()?;
    value.set_sensitive(true);
    Some(value)
}
