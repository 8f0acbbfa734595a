//! The client: a handle that is cheap to clone.

use std::fmt;
use std::sync::Arc;

use ats_schema::rules::api_version::ApiVersion;

use crate::builder::ClientBuilder;
use crate::error::ClientError;
use crate::http::host;
use crate::send::{ApiUsage, OrgChecks, Sender};
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
    pub(crate) sender: Sender,
    pub(crate) org_checks: OrgChecks,
}

impl Client {
    /// Begins to set up a client.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// The version of the API that is spoken.
    #[must_use]
    pub fn version(&self) -> ApiVersion {
        self.inner.sender.version()
    }

    /// The address of the org, such as `https://acme.my.salesforce.com`.
    ///
    /// # Errors
    ///
    /// If the client is signed out and cannot sign in again.
    pub async fn instance_url(&self) -> Result<String, ClientError> {
        let session = self.inner.sender.tokens.session().await?;
        Ok(session.instance.origin().ascii_serialization())
    }

    /// Returns the number of API calls of the org today, as its latest response reports it; `None` before the
    /// first one.
    #[must_use]
    pub fn api_usage(&self) -> Option<ApiUsage> {
        self.inner.sender.budget.latest()
    }
}

/// Prints the login host and the version, nothing secret.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("login", &host(&self.inner.sender.tokens.endpoint().login))
            .field("version", &self.inner.sender.version())
            .finish_non_exhaustive()
    }
}
