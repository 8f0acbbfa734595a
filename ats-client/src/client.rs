//! The client: a handle that is cheap to clone.

use std::fmt;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};

use crate::auth::Store;
use crate::http::{Transport, host};
use crate::learn::Learned;
use crate::limits::Usage;
use crate::retry::RetryPolicy;
use crate::{ApiUsage, ApiVersion, ClientBuilder, ClientError};

/// A connection to one org, signed in as one user.
///
/// Cloning it is cheap and shares everything: connections, the token, what is known of limits. All
/// its futures are `Send`, and may be dropped at any time.
///
/// See the [crate's documentation](crate) for an example.
#[derive(Clone)]
pub struct Client {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) transport: Transport,
    pub(crate) store: Arc<Store>,
    pub(crate) policy: RetryPolicy,
    pub(crate) usage: Usage,
    /// Set when the client connects.
    pub(crate) version: OnceLock<ApiVersion>,
    /// Whether the version was asked for, and the org has not been asked whether it speaks it.
    pub(crate) unchecked: AtomicBool,
    /// What was learned of the org.
    pub(crate) learned: Learned,
}

impl Inner {
    pub(crate) fn version(&self) -> ApiVersion {
        // Before one is chosen, only the list of versions is asked for, which has none in its path.
        self.version.get().copied().unwrap_or(ApiVersion::OLDEST)
    }
}

impl Client {
    /// Begins to set up a client.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// The version of the API that is spoken.
    #[must_use]
    pub fn version(&self) -> ApiVersion {
        self.inner.version()
    }

    /// The address of the org, such as `https://acme.my.salesforce.com`.
    ///
    /// # Errors
    ///
    /// If the client is signed out and cannot sign in again.
    pub async fn instance_url(&self) -> Result<String, ClientError> {
        let session = self.inner.store.session().await?;
        Ok(session.instance.origin().ascii_serialization())
    }

    /// How many API calls the org has made today, as its latest answer said; `None` before the
    /// first one.
    #[must_use]
    pub fn api_usage(&self) -> Option<ApiUsage> {
        self.inner.usage.latest()
    }
}

/// Prints the login host and the version, nothing secret.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("login", &host(&self.inner.store.authority().login))
            .field("version", &self.inner.version())
            .finish_non_exhaustive()
    }
}
