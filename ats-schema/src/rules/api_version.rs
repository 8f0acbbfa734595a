//! Versions of Salesforce's APIs.

use std::error::Error;
use std::fmt;
use std::str::FromStr;

/// A version of Salesforce's APIs, such as v63.0.
///
/// Each of the three releases a year has the next whole number, and each version is kept for at
/// least three years.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ApiVersion(u16);

impl ApiVersion {
    /// Creates the version with this number, released or not.
    #[must_use]
    pub const fn new(number: u16) -> Self {
        Self(number)
    }

    /// The number, such as 63.
    #[must_use]
    pub const fn number(self) -> u16 {
        self.0
    }

    /// Reads the version in a path, `v63.0`, as strictly as an org.
    ///
    /// ```
    /// use ats_schema::rules::api_version::ApiVersion;
    ///
    /// assert_eq!(ApiVersion::from_path("v63.0"), Some(ApiVersion::new(63)));
    /// assert_eq!(ApiVersion::from_path("v063.0"), None);
    /// ```
    #[must_use]
    pub fn from_path(segment: &str) -> Option<Self> {
        let version: Self = segment.parse().ok()?;
        (version.to_string() == segment).then_some(version)
    }

    /// The name of its release, such as `Spring '25`.
    ///
    /// The order is Spring, Summer, Winter, and a winter release has the next year's number: 55 is
    /// Summer '22, 56 Winter '23, 57 Spring '23.
    ///
    /// ```
    /// use ats_schema::rules::api_version::ApiVersion;
    ///
    /// assert_eq!(ApiVersion::new(63).release(), "Spring '25");
    /// assert_eq!(ApiVersion::new(65).release(), "Winter '26");
    /// ```
    #[must_use]
    pub fn release(self) -> String {
        // 30 is Spring '14, so that (number - 30) / 3 counts years of which the winter release is
        // the last.
        let since = i32::from(self.0) - 30;
        let year = 14 + since.div_euclid(3);
        match since.rem_euclid(3) {
            0 => format!("Spring '{year:02}"),
            1 => format!("Summer '{year:02}"),
            _ => format!("Winter '{:02}", year + 1),
        }
    }
}

/// As in a path: `v63.0`.
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
        let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
        match number.parse() {
            Ok(number) if is_number => Ok(Self(number)),
            _ => Err(InvalidApiVersion {
                text: text.to_owned(),
            }),
        }
    }
}

/// A text that is not a version.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct InvalidApiVersion {
    /// The text.
    pub text: String,
}

impl InvalidApiVersion {
    /// Returns how to write a version.
    #[must_use]
    pub const fn help(&self) -> &'static str {
        "write it as v63.0"
    }
}

impl fmt::Display for InvalidApiVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "invalid API version {:?}", self.text)
    }
}

impl Error for InvalidApiVersion {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts() {
        for text in ["v63.0", "V63.0", "63.0", "63"] {
            assert_eq!(text.parse(), Ok(ApiVersion::new(63)), "{text}");
        }
        for text in [
            "",
            "v",
            "v.0",
            "+63",
            "63.1",
            "v6 3.0",
            "latest",
            "99999",
            "v63.0/../x",
        ] {
            assert!(text.parse::<ApiVersion>().is_err(), "{text}");
        }
    }

    #[test]
    fn segments_of_paths() {
        assert_eq!(ApiVersion::from_path("v63.0"), Some(ApiVersion::new(63)));
        for wrong in [
            "63.0", "v63", "v63.1", "v063.0", "v.0", "v6 3.0", "V63.0", "v+63.0",
        ] {
            assert_eq!(ApiVersion::from_path(wrong), None, "{wrong}");
        }
    }

    /// The labels of an org's own `/services/data`.
    #[test]
    fn releases() {
        for (number, release) in [
            (31, "Summer '14"),
            (51, "Spring '21"),
            (57, "Spring '23"),
            (58, "Summer '23"),
            (59, "Winter '24"),
            (60, "Spring '24"),
            (63, "Spring '25"),
            (65, "Winter '26"),
        ] {
            assert_eq!(ApiVersion::new(number).release(), release);
        }
    }
}
