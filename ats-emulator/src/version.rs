//! Versions of the REST API.

use std::fmt;

/// A version of the API, such as `v63.0`: each seasonal release has the next whole number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ApiVersion(u16);

impl ApiVersion {
    /// The newest one that is served.
    pub(crate) const LATEST: Self = Self(68);
    /// The oldest one that `/services/data` lists.
    pub(crate) const OLDEST_LISTED: Self = Self(57);
    /// The oldest one that is answered. Salesforce retired versions up to 30.0 in
    /// Summer '25 ("Salesforce Platform API Versions 21.0 through 30.0 Retirement").
    pub(crate) const OLDEST: Self = Self(31);

    /// Version `number`.0, served or not.
    pub(crate) const fn new(number: u16) -> Self {
        Self(number)
    }

    /// The whole number: 63 of `v63.0`.
    pub(crate) const fn number(self) -> u16 {
        self.0
    }

    /// Reads a path segment: `v63.0`.
    pub(crate) fn parse_segment(segment: &str) -> Option<Self> {
        Self::parse_number(segment.strip_prefix('v')?)
    }

    /// Reads `63.0`, as in the path of the SOAP API.
    pub(crate) fn parse_number(text: &str) -> Option<Self> {
        let number = text.strip_suffix(".0")?;
        if number.is_empty() || number.len() > 3 || number.starts_with('0') {
            return None;
        }
        number
            .bytes()
            .all(|byte| byte.is_ascii_digit())
            .then(|| number.parse().ok().map(Self))?
    }

    /// The path of a record: `/services/data/v63.0/sobjects/Account/001…`.
    pub(crate) fn record_path(self, object: &str, id: &str) -> String {
        format!("/services/data/{self}/sobjects/{object}/{id}")
    }

    /// The name of its release: `Spring '25` for 63.
    ///
    /// Three a year in the order Spring, Summer, Winter, a winter release bearing the next
    /// year's number: 55 is Summer '22, 56 Winter '23, 57 Spring '23.
    pub(crate) fn label(self) -> String {
        // 30 is Spring '14, so that (number - 30) / 3 counts years of which the winter
        // release is the last.
        let since = i32::from(self.0) - 30;
        let year = 14 + since.div_euclid(3);
        match since.rem_euclid(3) {
            0 => format!("Spring '{year:02}"),
            1 => format!("Summer '{year:02}"),
            _ => format!("Winter '{:02}", year + 1),
        }
    }

    /// The versions that `/services/data` lists, oldest first.
    pub(crate) fn listed() -> impl Iterator<Item = Self> {
        (Self::OLDEST_LISTED.0..=Self::LATEST.0).map(Self)
    }
}

/// As in a path: `v63.0`.
impl fmt::Display for ApiVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "v{}.0", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments() {
        assert_eq!(ApiVersion::parse_segment("v63.0"), Some(ApiVersion(63)));
        for wrong in [
            "63.0", "v63", "v63.1", "v063.0", "v.0", "v6 3.0", "v1000.0", "V63.0",
        ] {
            assert_eq!(ApiVersion::parse_segment(wrong), None, "{wrong}");
        }
        assert_eq!(ApiVersion(63).to_string(), "v63.0");
    }

    /// The labels of an org's own `/services/data`.
    #[test]
    fn labels() {
        for (number, label) in [
            (31, "Summer '14"),
            (51, "Spring '21"),
            (57, "Spring '23"),
            (58, "Summer '23"),
            (59, "Winter '24"),
            (60, "Spring '24"),
            (63, "Spring '25"),
            (65, "Winter '26"),
        ] {
            assert_eq!(ApiVersion(number).label(), label);
        }
    }
}
