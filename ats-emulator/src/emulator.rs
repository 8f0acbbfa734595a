//! Starting and stopping an emulated org.

use std::collections::BTreeSet;
use std::fmt;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::http::app::{App, Settings};
use crate::http::auth::credentials::{Credentials, CredentialsError};
use crate::http::fault::Faults;
use crate::http::{self, Exchange};
use crate::org::{OpenError, Org, OrgOptions, SchemaFiles};

/// A local Salesforce org, listening on loopback until it is dropped.
///
/// ```no_run
/// # async fn example() -> Result<(), ats_emulator::StartError> {
/// let org = ats_emulator::Emulator::start("schemas").await?;
/// println!("{}/services/data", org.base_url());
/// # Ok(())
/// # }
/// ```
///
/// It needs a tokio runtime, and stops with it.
pub struct Emulator {
    app: Arc<App>,
    stop: watch::Sender<bool>,
    server: JoinHandle<()>,
    warnings: Vec<String>,
}

/// A reason why an emulated org did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The org cannot be opened: a schema or permission set that cannot be read or does not exist,
    /// a database file that is damaged or of another program.
    #[error("cannot open the org: {0}")]
    Org(Box<dyn std::error::Error + Send + Sync>),
    /// The credentials cannot be used.
    #[error(transparent)]
    Credentials(#[from] CredentialsError),
    /// The demonstration records do not fit the schemas, which may require fields of their
    /// own.
    #[error("cannot write the demonstration data: {0}")]
    DemoData(String),
    /// Neither a folder of describes nor a single describe was given.
    #[error("an org needs schemas: name a folder of describes, or give describes one by one")]
    NoSchemas,
    /// The emulator cannot listen on the port.
    #[error("cannot listen on port {port} of 127.0.0.1: {error}; port 0 takes a free one")]
    Listen {
        /// The requested port.
        port: u16,
        /// The system's error.
        error: std::io::Error,
    },
}

impl From<OpenError> for StartError {
    fn from(error: OpenError) -> Self {
        Self::Org(Box::new(error))
    }
}

impl Emulator {
    /// Starts an org of the describes in a folder, in memory, on a free port, where everybody may
    /// sign in and do what the describes say.
    ///
    /// # Errors
    ///
    /// [`StartError`].
    pub async fn start(schemas: impl Into<PathBuf>) -> Result<Self, StartError> {
        Self::builder().schemas(schemas).start().await
    }

    /// Creates a builder with the options of an org.
    #[must_use]
    pub fn builder() -> EmulatorBuilder {
        EmulatorBuilder::default()
    }

    /// The address of the org, such as `http://127.0.0.1:40123`: both login host and instance.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.app.base_url
    }

    /// The script of faults.
    #[must_use]
    pub fn faults(&self) -> &Faults {
        &self.app.faults
    }

    /// API calls counted against the daily allocation. Signing in is not counted, nor is a
    /// request that a fault kept from being executed.
    #[must_use]
    pub fn api_calls(&self) -> u64 {
        self.app.api_calls()
    }

    /// The requests and the statuses of their responses, oldest first; only the last 10,000.
    #[must_use]
    pub fn requests(&self) -> Vec<Exchange> {
        self.app.requests()
    }

    /// Clears the list of [`requests`](Self::requests).
    pub fn clear_requests(&self) {
        self.app.clear_requests();
    }

    /// Ends every session: each token issued until now is answered with
    /// `INVALID_SESSION_ID`.
    pub fn end_sessions(&self) {
        self.app.end_sessions();
    }

    /// Warnings about objects that permission sets name without a schema, one for each set that a
    /// user has.
    #[must_use]
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// Stops listening, lets requests that are under way finish for up to two seconds, and
    /// closes the store. Dropping the emulator cuts them off instead.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        // An error is a panic of the server, which the runtime has printed.
        (&mut self.server).await.ok();
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl fmt::Debug for Emulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emulator")
            .field("base_url", &self.app.base_url)
            .finish_non_exhaustive()
    }
}

/// The parts and options of an org; made by [`Emulator::builder`].
#[derive(Debug, Default)]
pub struct EmulatorBuilder {
    schemas: Option<PathBuf>,
    describes: Vec<Vec<u8>>,
    permission_sets: Vec<PathBuf>,
    db: Option<PathBuf>,
    port: u16,
    demo_data: bool,
    settings: Settings,
}

impl EmulatorBuilder {
    /// Sets the folder of the describes, one `<Object>.json` each, with an optional
    /// `provenance.json` and folder `permission-sets`.
    #[must_use]
    pub fn schemas(mut self, folder: impl Into<PathBuf>) -> Self {
        self.schemas = Some(folder.into());
        self
    }

    /// Adds an object: the JSON of its describe.
    #[must_use]
    pub fn describe(mut self, json: impl Into<Vec<u8>>) -> Self {
        self.describes.push(json.into());
        self
    }

    /// Adds a file with a permission set, besides those of the schemas' folder.
    #[must_use]
    pub fn permission_set_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.permission_sets.push(path.into());
        self
    }

    /// Sets the permission set, by name, of every user whose credentials name no other. Without
    /// one, users may do what the describes say.
    #[must_use]
    pub fn permission_set(mut self, name: impl Into<String>) -> Self {
        self.settings.permission_set = Some(name.into());
        self
    }

    /// Sets the file that keeps the records, created if it does not exist. Without one they are
    /// lost when the emulator stops.
    ///
    /// It must be a path: `:memory:`, `file:` URIs and files of other programs are refused when
    /// the emulator starts.
    #[must_use]
    pub fn db(mut self, file: impl Into<PathBuf>) -> Self {
        self.db = Some(file.into());
        self
    }

    /// Sets the port on 127.0.0.1; 0, the default, takes a free one.
    #[must_use]
    pub const fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Sets the least time that every response takes. The default is zero.
    #[must_use]
    pub const fn latency(mut self, latency: Duration) -> Self {
        self.settings.latency = latency;
        self
    }

    /// Puts a few accounts, contacts, jobs and applications into the org, unless it has some.
    #[must_use]
    pub const fn demo_data(mut self, wanted: bool) -> Self {
        self.demo_data = wanted;
        self
    }

    /// Sets the users who may sign in. Without it, every credential that is not empty is accepted.
    #[must_use]
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.settings.credentials = Some(credentials);
        self
    }

    /// Sets the lifetime of an access token. The default is two hours.
    #[must_use]
    pub const fn token_lifetime(mut self, lifetime: Duration) -> Self {
        self.settings.token_lifetime = lifetime;
        self
    }

    /// Sets the lifetime of a `nextRecordsUrl` that is not used. The default is two days.
    #[must_use]
    pub const fn locator_lifetime(mut self, lifetime: Duration) -> Self {
        self.settings.locator_lifetime = Some(lifetime);
        self
    }

    /// Sets the number of API requests a day; more are refused with `REQUEST_LIMIT_EXCEEDED`. The
    /// default is 100,000, the allocation of an Enterprise Edition org before licences are counted.
    #[must_use]
    pub const fn daily_api_limit(mut self, calls: u64) -> Self {
        self.settings.daily_api_limit = calls;
        self
    }

    /// Sets the largest body of a request, in bytes after decompression. The default is 64 MiB.
    #[must_use]
    pub const fn max_body(mut self, bytes: usize) -> Self {
        self.settings.max_body = bytes;
        self
    }

    /// Starts the org.
    ///
    /// # Errors
    ///
    /// [`StartError`].
    pub async fn start(self) -> Result<Emulator, StartError> {
        let port = self.port;
        let failed = |error| StartError::Listen { port, error };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
            .await
            .map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let base_url = format!("http://{address}");
        let (app, warnings) = tokio::task::spawn_blocking(move || self.open(base_url))
            .await
            .map_err(|panic| StartError::Org(Box::new(panic)))??;
        let app = Arc::new(app);
        let (stop, stopped) = watch::channel(false);
        let server = tokio::spawn(http::server::run(
            listener,
            http::router::router(&app),
            stopped,
        ));
        Ok(Emulator {
            app,
            stop,
            server,
            warnings,
        })
    }

    /// Opens the org; blocks.
    fn open(self, base_url: String) -> Result<(App, Vec<String>), StartError> {
        let mut schemas = match &self.schemas {
            Some(folder) => SchemaFiles::load(folder)?,
            None if self.describes.is_empty() => return Err(StartError::NoSchemas),
            None => SchemaFiles::default(),
        };
        for (number, json) in self.describes.iter().enumerate() {
            schemas.add_describe(json, &format!("describe {}", number + 1))?;
        }
        for path in &self.permission_sets {
            schemas.read_permission_set(path)?;
        }
        let mut options = OrgOptions::new(schemas);
        options.db = self.db;
        let org = Org::open(options)?;
        if self.demo_data {
            org.write_demo_records().map_err(|errors| {
                let messages: Vec<String> = errors.into_iter().map(|it| it.message).collect();
                StartError::DemoData(messages.join("; "))
            })?;
        }
        // An unknown permission set is reported now, and not when its user signs in.
        let credentials = self.settings.credentials.as_ref();
        let users = credentials.into_iter().flat_map(Credentials::users);
        let sets = users.filter_map(|(_, permission_set)| permission_set);
        let sets: BTreeSet<_> = sets
            .chain(self.settings.permission_set.as_deref())
            .collect();
        let mut warnings = Vec::new();
        for set in sets {
            org.view(Some(set))?;
            warnings.extend(org.warning(set));
        }
        let app = App::new(org, base_url, self.settings)
            .map_err(|error| StartError::Org(error.message.into()))?;
        Ok((app, warnings))
    }
}
