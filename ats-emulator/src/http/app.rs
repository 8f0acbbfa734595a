//! The state that all requests share.

use std::sync::Arc;
use std::time::Duration;

use super::auth::credentials::Credentials;
use super::auth::session::{Sessions, User};
use super::fault::Faults;
use super::journal::Journal;
use super::limits::Limits;
use crate::date_time::{self, Millis};
use crate::error::ApiError;
use crate::org::{Actor, Org};
use crate::query::Queries;

/// Two hours, the session timeout of a new org.
const TOKEN_LIFETIME: Duration = Duration::from_secs(2 * 60 * 60);
/// The allocation of an Enterprise Edition org before licences are counted (the guide's table).
const DAILY_API_LIMIT: u64 = 100_000;
/// Salesforce's limit without multipart, 50 MB of base64 or 37.5 MB of data, and some room for
/// larger multipart bodies.
const MAX_BODY: usize = 64 * 1024 * 1024;

/// Options of a running emulator.
#[derive(Debug)]
pub(crate) struct Settings {
    /// The permission set of users without their own.
    pub(crate) permission_set: Option<String>,
    /// The least time that every response takes.
    pub(crate) latency: Duration,
    /// The users who may sign in; everybody without it.
    pub(crate) credentials: Option<Credentials>,
    pub(crate) token_lifetime: Duration,
    /// The lifetime of a query's locator; that of Salesforce's locators without it.
    pub(crate) locator_lifetime: Option<Duration>,
    pub(crate) daily_api_limit: u64,
    /// The largest body of a request, in bytes after decompression.
    pub(crate) max_body: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            permission_set: None,
            latency: Duration::ZERO,
            credentials: None,
            token_lifetime: TOKEN_LIFETIME,
            locator_lifetime: None,
            daily_api_limit: DAILY_API_LIMIT,
            max_body: MAX_BODY,
        }
    }
}

/// The state that all requests share.
pub(crate) struct App {
    pub(crate) org: Org,
    pub(super) queries: Queries,
    /// The time of its start, which is when its metadata last changed.
    pub(super) started: Millis,
    pub(crate) settings: Settings,
    /// The org's address, without a slash at the end.
    pub(crate) base_url: String,
    pub(super) sessions: Sessions,
    pub(super) limits: Limits,
    pub(crate) faults: Faults,
    pub(super) journal: Journal,
    pub(super) org_id: String,
    pub(super) org_name: String,
    default_user: User,
}

impl App {
    /// Finds the records every org starts with: its Organization and its first User.
    pub(crate) fn new(org: Org, base_url: String, settings: Settings) -> Result<Self, ApiError> {
        let org_id = org.organization_id();
        let user_id = org.admin_id();
        let (org_name, username) = org.read(|connection| -> Result<_, ApiError> {
            let one = |sql: &str, id: &str| connection.query_row(sql, [id], |row| row.get(0));
            Ok((
                one(
                    r#"SELECT "Name" FROM "Organization" WHERE Id = ?1"#,
                    &org_id,
                )?,
                one(r#"SELECT "Username" FROM "User" WHERE Id = ?1"#, &user_id)?,
            ))
        })?;
        let default_user = User {
            id: user_id,
            username,
            permission_set: settings.permission_set.clone(),
        };
        Ok(Self {
            sessions: Sessions::new(settings.token_lifetime),
            limits: Limits::new(settings.daily_api_limit),
            faults: Faults::default(),
            journal: Journal::default(),
            queries: Queries::new(settings.locator_lifetime),
            started: date_time::now(),
            org,
            settings,
            base_url,
            org_id,
            org_name,
            default_user,
        })
    }

    /// The user of grants that name none.
    pub(super) fn default_user(&self) -> &User {
        &self.default_user
    }

    /// The user with this name; a User record is created at the first sign-in.
    pub(super) fn user(&self, username: &str) -> Result<User, ApiError> {
        let id = self.org.user(username)?;
        let own = self
            .settings
            .credentials
            .as_ref()
            .and_then(|credentials| credentials.user(username))
            .and_then(|user| user.permission_set.clone());
        Ok(User {
            id,
            username: username.to_owned(),
            permission_set: own.or_else(|| self.settings.permission_set.clone()),
        })
    }

    /// The full name of a user.
    pub(super) fn name_of(&self, user: &User) -> String {
        let name = self.org.read(|connection| -> Result<String, ApiError> {
            let sql = r#"SELECT "Name" FROM "User" WHERE Id = ?1"#;
            Ok(connection.query_row(sql, [&user.id], |row| row.get(0))?)
        });
        name.unwrap_or_else(|_| user.username.clone())
    }

    /// The org's view of a user.
    pub(super) fn actor(&self, user: &User) -> Result<Actor, ApiError> {
        // Permission sets are checked when the emulator starts.
        let view = self
            .org
            .view(user.permission_set.as_deref())
            .map_err(ApiError::unexpected)?;
        Ok(Actor {
            user_id: user.id.clone(),
            view: Arc::clone(&view),
        })
    }

    pub(crate) fn end_sessions(&self) {
        self.sessions.end_all();
    }

    pub(crate) fn api_calls(&self) -> u64 {
        self.limits.usage().used
    }

    pub(crate) fn requests(&self) -> Vec<super::Exchange> {
        self.journal.list()
    }

    pub(crate) fn clear_requests(&self) {
        self.journal.clear();
    }
}
