//! The versions of the API that the org supports.

use std::sync::atomic::Ordering;

use ats_schema::rules::api_version::ApiVersion;
use futures_util::future::{BoxFuture, FutureExt as _, ready};
use serde::Deserialize;

use super::request::ApiRequest;
use super::sender::Sender;
use crate::error::{ApiFailure, ClientError, ErrorContext, ErrorKind, UnsupportedVersion};
use crate::http::{InvalidBody, Response, host};

/// A version of the API that the org supports.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AvailableVersion {
    /// The release, such as “Spring '25”.
    pub label: String,
    /// The version.
    pub version: ApiVersion,
}

impl Sender {
    /// Checks that the org supports the version that was configured.
    ///
    /// # Errors
    ///
    /// [`ClientError::Version`] if it does not, and the errors of [`versions`](Self::versions).
    pub(crate) async fn check_version(&self, requested: ApiVersion) -> Result<(), ClientError> {
        self.is_unchecked.store(false, Ordering::Relaxed);
        let versions = self.versions().await?;
        let supported: Vec<_> = versions.into_iter().map(|it| it.version).collect();
        if supported.contains(&requested) {
            return Ok(());
        }
        let session = self.tokens.session().await?;
        Err(UnsupportedVersion {
            host: host(&session.instance),
            requested,
            supported,
        }
        .into())
    }

    /// Returns [`ClientError::Version`] in place of the error of a request that failed because the org
    /// does not support the version in its path. The org reports that the resource does not exist; it is
    /// asked once which versions it supports.
    ///
    /// Boxed, because that is a request too; its path has no version.
    pub(super) fn name_version<'a>(
        &'a self,
        request: &ApiRequest,
        error: ClientError,
    ) -> BoxFuture<'a, ClientError> {
        // For a version that it has retired, the org says so itself.
        let may_be = error.api().map(ApiFailure::kind) == Some(ErrorKind::NotFound);
        if !may_be || request.path.starts_with('/') || !self.is_unchecked.load(Ordering::Relaxed) {
            return ready(error).boxed();
        }
        async move {
            match self.check_version(self.version()).await {
                Err(unsupported @ ClientError::Version(_)) => unsupported,
                _ => error,
            }
        }
        .boxed()
    }

    /// Returns the versions of the API that the org supports, oldest first.
    pub(crate) async fn versions(&self) -> Result<Vec<AvailableVersion>, ClientError> {
        let versions = self.read(&versions_request(), listed_versions).await?;
        if versions.iter().any(|it| it.version == self.version()) {
            self.is_unchecked.store(false, Ordering::Relaxed);
        }
        Ok(versions)
    }

    /// Returns the latest version of the API that the org supports.
    pub(crate) async fn latest_version(&self) -> Result<ApiVersion, ClientError> {
        let request = versions_request();
        let latest = self.read(&request, |response| {
            let versions = listed_versions(response)?;
            let latest = versions.last().map(|it| it.version);
            latest.ok_or_else(|| InvalidBody::from("it lists no version of the API"))
        });
        latest.await
    }
}

fn versions_request() -> ApiRequest {
    ApiRequest::get("/services/data", ErrorContext::new("versions"))
}

/// Reads the versions of a response, oldest first. One whose name is not a version cannot be used and
/// is left out.
fn listed_versions(response: &Response) -> Result<Vec<AvailableVersion>, InvalidBody> {
    #[derive(Deserialize)]
    struct Listed {
        label: String,
        version: String,
    }
    let listed: Vec<Listed> = serde_json::from_str(response.text()?)?;
    let versions = listed.into_iter().filter_map(|it| {
        Some(AvailableVersion {
            version: it.version.parse().ok()?,
            label: it.label,
        })
    });
    let mut versions: Vec<_> = versions.collect();
    versions.sort_by_key(|it| it.version);
    Ok(versions)
}
