//! Versions of the API.

use std::fmt;
use std::str::FromStr;
use std::sync::atomic::Ordering;

use ats_schema::rules::server_text;
use futures_util::future::{BoxFuture, FutureExt as _, ready};
use serde::Deserialize;

use crate::call::{Call, text};
use crate::error::{ApiFailure, ErrorContext, ErrorKind};
use crate::http::host;
use crate::{Client, ClientError};

/// A version of Salesforce's API, such as v63.0.
///
/// Salesforce brings three a year and keeps each for at least three years.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ApiVersion(u16);

impl ApiVersion {
    /// The oldest version that the integration guide shows.
    pub const OLDEST: Self = Self(57);

    /// The version with this number.
    #[must_use]
    pub const fn new(number: u16) -> Self {
        Self(number)
    }

    /// The number, such as 63.
    #[must_use]
    pub const fn number(self) -> u16 {
        self.0
    }
}

/// As it stands in addresses: `v63.0`.
impl fmt::Display for ApiVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "v{}.0", self.0)
    }
}

impl fmt::Debug for ApiVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ApiVersion({self})")
    }
}

/// From `v63.0`, `63.0` or `63`.
impl FromStr for ApiVersion {
    type Err = ClientError;

    fn from_str(text: &str) -> Result<Self, ClientError> {
        let number = text.strip_prefix(['v', 'V']).unwrap_or(text);
        let number = number.strip_suffix(".0").unwrap_or(number);
        number
            .parse()
            .ok()
            .filter(|_| number.bytes().all(|byte| byte.is_ascii_digit()))
            .map(Self)
            .ok_or_else(|| {
                ClientError::config(format!("{text:?} is no API version"), "write it as v63.0")
            })
    }
}

/// A version that the org speaks.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AvailableVersion {
    /// The release, such as “Spring '25”.
    pub label: String,
    /// The version.
    pub version: ApiVersion,
}

/// The org does not speak the version of the API that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnsupportedVersion {
    /// The org's host.
    pub host: String,
    /// The version that was asked for.
    pub requested: ApiVersion,
    /// The versions that the org speaks, oldest first.
    pub supported: Vec<ApiVersion>,
}

impl fmt::Display for UnsupportedVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            host,
            requested,
            supported,
        } = self;
        write!(f, "{host} does not speak {requested} of the API")?;
        match supported.as_slice() {
            [] => Ok(()),
            [only] => write!(f, ", only {only}"),
            [first, .., last]
                if usize::from(last.0.saturating_sub(first.0)) + 1 == supported.len() =>
            {
                write!(f, ", only {first} to {last}")
            }
            several => {
                let several: Vec<_> = several.iter().map(ToString::to_string).collect();
                let several = several.join(", ");
                write!(
                    f,
                    ", only {}",
                    server_text::escape(&several, server_text::MAX)
                )
            }
        }
    }
}

impl std::error::Error for UnsupportedVersion {}

impl Client {
    /// Whether the org speaks the version that was pinned.
    ///
    /// # Errors
    ///
    /// [`ClientError::Version`] if it does not; and what the list may fail with.
    pub(crate) async fn check_version(&self, requested: ApiVersion) -> Result<(), ClientError> {
        self.inner.unchecked.store(false, Ordering::Relaxed);
        let supported: Vec<_> = self
            .versions()
            .await?
            .into_iter()
            .map(|it| it.version)
            .collect();
        if supported.contains(&requested) {
            return Ok(());
        }
        let session = self.inner.store.session().await?;
        Err(UnsupportedVersion {
            host: host(&session.instance),
            requested,
            supported,
        }
        .into())
    }

    /// Whether an error is that of a version which the org does not speak: then that is the error.
    ///
    /// The org answers that there is no such resource. It is asked once what it speaks.
    ///
    /// Boxed, because asking is a call too; that one has no version.
    pub(crate) fn name_version<'a>(
        &'a self,
        call: &Call,
        error: ClientError,
    ) -> BoxFuture<'a, ClientError> {
        // Of one that it has retired the org says so itself.
        let may_be = error.api().map(ApiFailure::kind) == Some(ErrorKind::NotFound);
        if !may_be || call.path.starts_with('/') || !self.inner.unchecked.load(Ordering::Relaxed) {
            return ready(error).boxed();
        }
        async move {
            match self.check_version(self.version()).await {
                Err(unknown @ ClientError::Version(_)) => unknown,
                _ => error,
            }
        }
        .boxed()
    }

    /// The versions of the API that the org speaks, oldest first.
    ///
    /// # Errors
    ///
    /// See [`ClientError`].
    pub async fn versions(&self) -> Result<Vec<AvailableVersion>, ClientError> {
        #[derive(Deserialize)]
        struct Listed {
            label: String,
            version: String,
        }
        let mut versions = Vec::new();
        let call = Call::get("/services/data", ErrorContext::new("versions"));
        self.call(&call, &mut |answer| {
            let listed: Vec<Listed> = serde_json::from_str(text(answer)?)?;
            // A version that is none of ours is one we cannot speak anyway.
            versions = listed
                .into_iter()
                .filter_map(|it| {
                    Some(AvailableVersion {
                        version: it.version.parse().ok()?,
                        label: it.label,
                    })
                })
                .collect();
            Ok(())
        })
        .await?;
        versions.sort_by_key(|it| it.version);
        if versions.iter().any(|it| it.version == self.version()) {
            self.inner.unchecked.store(false, Ordering::Relaxed);
        }
        Ok(versions)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_version_is_told_with_those_that_are_spoken() {
        let told = |supported: &[u16]| {
            let error = UnsupportedVersion {
                host: "acme.example".to_owned(),
                requested: ApiVersion(99),
                supported: supported.iter().copied().map(ApiVersion).collect(),
            };
            ClientError::from(error).explain()
        };
        assert_eq!(
            told(&[57, 58, 59]),
            "acme.example does not speak v99.0 of the API, only v57.0 to v59.0; \
             give one of these to `api_version`, or leave it out to speak the latest"
        );
        assert!(told(&[57, 59]).contains(", only v57.0, v59.0; "));
        assert!(told(&[57]).contains(", only v57.0; "));
    }

    #[test]
    fn written_in_three_ways() {
        for text in ["v63.0", "63.0", "63"] {
            let version: ApiVersion = text.parse().unwrap();
            assert_eq!(version.to_string(), "v63.0");
        }
        for text in ["", "v", "63.1", "sixty", "+63", "v63.0/../x", "99999999"] {
            assert!(text.parse::<ApiVersion>().is_err(), "{text}");
        }
    }
}
