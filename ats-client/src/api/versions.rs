//! The versions of the API that the org supports.

use crate::client::Client;
use crate::error::ClientError;
use crate::send::AvailableVersion;

impl Client {
    /// Returns the versions of the API that the org supports, oldest first.
    ///
    /// # Errors
    ///
    /// See [`ClientError`].
    pub async fn versions(&self) -> Result<Vec<AvailableVersion>, ClientError> {
        self.inner.sender.versions().await
    }
}
