//! Versions of the API.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;

use crate::call::{Call, text};
use crate::error::About;
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
                ClientError::config(format!("{text:?} is no API version; write it as v63.0"))
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

impl Client {
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
        let call = Call::get("/services/data", About::new("versions"));
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
        Ok(versions)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
