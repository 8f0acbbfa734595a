//! The tokens that were issued, and their users.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, SHA256_OUTPUT_LEN, digest};
use ring::rand::{SecureRandom, SystemRandom};

use crate::date_time::{self, Millis};

/// Sessions that are kept before those that have ended are swept out.
const SWEEP_AT: usize = 4096;

/// The most sessions that are kept, a limit of this emulator: one more ends the oldest.
const MOST: usize = 50_000;

/// Somebody who signed in.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::http) struct User {
    /// The Id of the User record.
    pub(in crate::http) id: String,
    pub(in crate::http) username: String,
    /// The permission set; a user without one sees everything.
    pub(in crate::http) permission_set: Option<String>,
}

/// The session of a token.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::http) struct Session {
    pub(in crate::http) user: User,
    /// The consumer key; empty for a SOAP login, which has none.
    pub(in crate::http) client_id: String,
    pub(in crate::http) issued_at: Millis,
    pub(in crate::http) expires_at: Millis,
}

/// All sessions of an org.
pub(in crate::http) struct Sessions {
    lifetime: Duration,
    random: SystemRandom,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    sessions: HashMap<String, Session>,
    /// SHA-256 of the refresh tokens that were revoked: whatever their length, it takes 32 bytes
    /// to remember one.
    revoked: HashSet<[u8; SHA256_OUTPUT_LEN]>,
}

impl State {
    /// The token that was issued first.
    fn oldest(&self) -> Option<String> {
        self.sessions
            .iter()
            .min_by_key(|(_, session)| session.issued_at)
            .map(|(token, _)| token.clone())
    }
}

fn digest_of(token: &str) -> [u8; SHA256_OUTPUT_LEN] {
    let digest = digest(&SHA256, token.as_bytes());
    let mut bytes = [0; SHA256_OUTPUT_LEN];
    bytes.copy_from_slice(digest.as_ref());
    bytes
}

/// The system gives no random numbers, so no token can be made.
#[derive(Debug)]
pub(in crate::http) struct NoRandomness;

impl Sessions {
    pub(in crate::http) fn new(lifetime: Duration) -> Self {
        Self {
            lifetime,
            random: SystemRandom::new(),
            state: Mutex::default(),
        }
    }

    /// Issues a token: the 15-character Id of the org, `!`, and random text.
    pub(in crate::http) fn issue(
        &self,
        org_id: &str,
        user: User,
        client_id: &str,
    ) -> Result<(String, Session), NoRandomness> {
        let mut secret = [0; 72];
        self.random.fill(&mut secret).map_err(|_| NoRandomness)?;
        let org = org_id.get(..15).unwrap_or(org_id);
        let token = format!("{org}!AQ{}", URL_SAFE_NO_PAD.encode(secret));
        let issued_at = date_time::now();
        let lifetime = Millis::try_from(self.lifetime.as_millis()).unwrap_or(Millis::MAX);
        let session = Session {
            user,
            client_id: client_id.to_owned(),
            issued_at,
            expires_at: issued_at.saturating_add(lifetime),
        };
        self.state(|state| {
            if state.sessions.len() >= SWEEP_AT {
                state
                    .sessions
                    .retain(|_, session| session.expires_at > issued_at);
            }
            if state.sessions.len() >= MOST
                && let Some(oldest) = state.oldest()
            {
                state.sessions.remove(&oldest);
            }
            state.sessions.insert(token.clone(), session.clone());
        });
        Ok((token, session))
    }

    /// The session of a token that was issued, has not expired and was not revoked.
    pub(in crate::http) fn find(&self, token: &str) -> Option<Session> {
        let now = date_time::now();
        self.state(|state| state.sessions.get(token).cloned())
            .filter(|session| session.expires_at > now)
    }

    /// Ends the session of a token; returns true if there was one.
    pub(in crate::http) fn end(&self, token: &str) -> bool {
        self.state(|state| state.sessions.remove(token).is_some())
    }

    /// Ends every session.
    pub(in crate::http) fn end_all(&self) {
        self.state(|state| state.sessions.clear());
    }

    /// Revokes a refresh token.
    pub(in crate::http) fn revoke_refresh(&self, token: &str) {
        self.state(|state| state.revoked.insert(digest_of(token)));
    }

    pub(in crate::http) fn is_revoked(&self, refresh_token: &str) -> bool {
        self.state(|state| state.revoked.contains(&digest_of(refresh_token)))
    }

    fn state<R>(&self, with: impl FnOnce(&mut State) -> R) -> R {
        // The maps are whole after every statement, so what a panic left behind is good.
        with(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user() -> User {
        User {
            id: "005000000000001AAA".to_owned(),
            username: "a@b.c".to_owned(),
            permission_set: None,
        }
    }

    #[test]
    fn only_what_was_issued_and_lives() {
        let sessions = Sessions::new(Duration::from_secs(60));
        let (token, session) = sessions
            .issue("00D000000000001EAA", user(), "client")
            .unwrap();
        assert!(token.starts_with("00D000000000001!AQ"), "{token}");
        assert_eq!(sessions.find(&token), Some(session));
        assert_eq!(sessions.find("00D000000000001!AQx"), None);
        let (other, _) = sessions
            .issue("00D000000000001EAA", user(), "client")
            .unwrap();
        assert_ne!(token, other);
        assert!(sessions.end(&token));
        assert!(!sessions.end(&token));
        assert_eq!(sessions.find(&token), None);
        sessions.end_all();
        assert_eq!(sessions.find(&other), None);
    }

    #[test]
    fn one_too_many_ends_the_oldest() {
        let sessions = Sessions::new(Duration::from_secs(60));
        let issue = || {
            sessions
                .issue("00D000000000001EAA", user(), "client")
                .unwrap()
                .0
        };
        let oldest = issue();
        sessions.state(|state| {
            let session = state.sessions.get_mut(&oldest).unwrap();
            session.issued_at -= 1;
            let session = session.clone();
            for number in 1..MOST {
                let session = Session {
                    issued_at: session.issued_at + 1,
                    ..session.clone()
                };
                state.sessions.insert(number.to_string(), session);
            }
        });
        assert!(sessions.find(&oldest).is_some());
        let newest = issue();
        assert!(sessions.find(&oldest).is_none());
        assert!(sessions.find(&newest).is_some());
        assert!(sessions.find("1").is_some());
    }

    #[test]
    fn revoked_tokens_are_remembered() {
        let sessions = Sessions::new(Duration::from_secs(60));
        sessions.revoke_refresh("one");
        assert!(sessions.is_revoked("one"));
        assert!(!sessions.is_revoked("two"));
    }

    #[test]
    fn sessions_expire() {
        let sessions = Sessions::new(Duration::ZERO);
        let (token, _) = sessions
            .issue("00D000000000001EAA", user(), "client")
            .unwrap();
        assert_eq!(sessions.find(&token), None);
    }
}
