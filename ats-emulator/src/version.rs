//! The versions of the REST API that are served.

pub(crate) use ats_schema::rules::api_version::ApiVersion;

/// The newest version that is served.
pub(crate) const LATEST: ApiVersion = ApiVersion::new(68);

/// The oldest version that `/services/data` lists.
const OLDEST_LISTED: ApiVersion = ApiVersion::new(57);

/// The oldest version that is served. Salesforce retired versions up to 30.0 in Summer '25
/// ("Salesforce Platform API Versions 21.0 through 30.0 Retirement").
pub(crate) const OLDEST: ApiVersion = ApiVersion::new(31);

/// The versions that `/services/data` lists, oldest first.
pub(crate) fn listed() -> impl Iterator<Item = ApiVersion> {
    (OLDEST_LISTED.number()..=LATEST.number()).map(ApiVersion::new)
}

/// The path of a record: `/services/data/v63.0/sobjects/Account/001…`.
pub(crate) fn record_path(version: ApiVersion, object: &str, id: &str) -> String {
    format!("/services/data/{version}/sobjects/{object}/{id}")
}
