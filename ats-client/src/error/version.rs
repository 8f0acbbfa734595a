//! Versions of the API.

use std::fmt;
use std::str::FromStr;

use ats_schema::rules::server_text;

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

/// Reads `v63.0`, `63.0` or `63`.
impl FromStr for ApiVersion {
    type Err = InvalidApiVersion;

    fn from_str(text: &str) -> Result<Self, InvalidApiVersion> {
        let number = text.strip_prefix(['v', 'V']).unwrap_or(text);
        let number = number.strip_suffix(".0").unwrap_or(number);
        number
            .parse()
            .ok()
            .filter(|_| number.bytes().all(|byte| byte.is_ascii_digit()))
            .map(Self)
            .ok_or_else(|| InvalidApiVersion {
                text: text.to_owned(),
            })
    }
}

/// A text that is not the name of an API version.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
#[error("invalid API version {text:?}")]
pub struct InvalidApiVersion {
    /// The text.
    pub text: String,
}

impl InvalidApiVersion {
    pub(super) const fn help(&self) -> &'static str {
        "write it as v63.0"
    }
}

/// The org does not support the requested version of the API.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnsupportedVersion {
    /// The org's host.
    pub host: String,
    /// The requested version.
    pub requested: ApiVersion,
    /// The versions that the org supports, oldest first.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unsupported_version_is_printed_with_the_supported_ones() {
        let text = |supported: &[u16]| {
            let error = UnsupportedVersion {
                host: "acme.example".to_owned(),
                requested: ApiVersion(99),
                supported: supported.iter().copied().map(ApiVersion).collect(),
            };
            error.to_string()
        };
        assert_eq!(
            text(&[57, 58, 59]),
            "acme.example does not speak v99.0 of the API, only v57.0 to v59.0"
        );
        assert!(text(&[57, 59]).ends_with(", only v57.0, v59.0"));
        assert!(text(&[57]).ends_with(", only v57.0"));
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
