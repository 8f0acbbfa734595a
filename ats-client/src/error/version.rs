//! Versions of the API that an org does not support.

use std::fmt;

use ats_schema::rules::api_version::ApiVersion;
use ats_schema::rules::server_text;

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
        write!(f, "{host} does not support API {requested}")?;
        match supported.as_slice() {
            [] => Ok(()),
            [only] => write!(f, ", only {only}"),
            [first, .., last]
                if usize::from(last.number().saturating_sub(first.number())) + 1
                    == supported.len() =>
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
                requested: ApiVersion::new(99),
                supported: supported.iter().copied().map(ApiVersion::new).collect(),
            };
            error.to_string()
        };
        assert_eq!(
            text(&[57, 58, 59]),
            "acme.example does not support API v99.0, only v57.0 to v59.0"
        );
        assert!(text(&[57, 59]).ends_with(", only v57.0, v59.0"));
        assert!(text(&[57]).ends_with(", only v57.0"));
    }
}
