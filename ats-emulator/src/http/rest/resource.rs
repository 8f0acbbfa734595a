//! From a path to the resource it names.

use crate::error::ApiError;
use crate::http::message::Response;
use crate::version::{self, ApiVersion};

/// Splits `/services/data/v63.0/sobjects`, or `v63.0/sobjects` as batches have it, into `v63.0`
/// and `sobjects`.
pub(super) fn split_version(path: &str) -> (&str, &str) {
    let path = path.strip_prefix("/services/data/").unwrap_or(path);
    let path = path.strip_prefix('/').unwrap_or(path);
    path.split_once('/').unwrap_or((path, ""))
}

/// The version of a path's segment, if it is served.
pub(super) fn served(segment: &str) -> Result<ApiVersion, Response> {
    let version = ApiVersion::from_path(segment).ok_or_else(Response::not_found)?;
    if version < version::OLDEST {
        // "REST API returns 410: GONE" (Salesforce Help, *Salesforce Platform API Versions
        // 21.0 through 30.0 Retirement*).
        let message = format!(
            "API version {}.0 is retired; use {}.0 or later",
            version.number(),
            version::OLDEST.number()
        );
        return Err(ApiError::new(410, "GONE", message).into());
    }
    if version > version::LATEST {
        return Err(Response::not_found());
    }
    Ok(version)
}

/// The resource that a path names. Texts are segments of it, decoded.
#[derive(Debug, PartialEq)]
pub(super) enum Resource<'a> {
    Resources,
    Limits,
    Objects,
    Object(&'a str),
    Describe(&'a str),
    Updated(&'a str),
    Deleted(&'a str),
    Record(&'a str, &'a str),
    /// A record by a field's value, or a field of a record.
    Third(&'a str, &'a str, &'a str),
    Query,
    QueryAll,
    More(&'a str),
    Composite,
    Batch,
    Graph,
    Tree(&'a str),
    Collections,
    CollectionsOf(&'a str),
    CollectionsBy(&'a str, &'a str),
}

/// The resource of a path below the version.
pub(super) fn resource(path: &[String]) -> Option<Resource<'_>> {
    let mut parts = [""; 5];
    if path.len() > parts.len() {
        return None;
    }
    for (part, segment) in parts.iter_mut().zip(path) {
        *part = segment;
    }
    Some(match &parts[..path.len()] {
        [] => Resource::Resources,
        ["limits"] => Resource::Limits,
        ["sobjects"] => Resource::Objects,
        ["sobjects", object] => Resource::Object(object),
        ["sobjects", object, "describe"] => Resource::Describe(object),
        ["sobjects", object, "updated"] => Resource::Updated(object),
        ["sobjects", object, "deleted"] => Resource::Deleted(object),
        ["sobjects", object, id] => Resource::Record(object, id),
        ["sobjects", object, second, third] => Resource::Third(object, second, third),
        ["query"] => Resource::Query,
        ["queryAll"] => Resource::QueryAll,
        ["query" | "queryAll", locator] => Resource::More(locator),
        ["composite"] => Resource::Composite,
        ["composite", "batch"] => Resource::Batch,
        ["composite", "graph"] => Resource::Graph,
        ["composite", "tree", object] => Resource::Tree(object),
        ["composite", "sobjects"] => Resource::Collections,
        ["composite", "sobjects", object] => Resource::CollectionsOf(object),
        ["composite", "sobjects", object, field] => Resource::CollectionsBy(object, field),
        _ => return None,
    })
}

/// Returns true for a query or a collection, of which one composite request may have five.
pub(super) fn is_query_or_collection(path: &[String]) -> bool {
    matches!(
        resource(path),
        Some(
            Resource::Query
                | Resource::QueryAll
                | Resource::More(_)
                | Resource::Collections
                | Resource::CollectionsOf(_)
                | Resource::CollectionsBy(..)
        )
    )
}

/// Returns true for a composite resource, which cannot be part of another one.
pub(super) fn is_composite(path: &[String]) -> bool {
    matches!(
        resource(path),
        Some(Resource::Composite | Resource::Batch | Resource::Graph | Resource::Tree(_))
    )
}

/// Returns true for one record or the records of an object, all that a graph may hold.
pub(super) fn is_record(path: &[String]) -> bool {
    matches!(
        resource(path),
        Some(Resource::Object(_) | Resource::Record(..) | Resource::Third(..))
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::message::segments;

    #[test]
    fn versions() {
        assert_eq!(served("v63.0").unwrap(), ApiVersion::new(63));
        assert_eq!(served("v51.0").unwrap(), ApiVersion::new(51));
        assert_eq!(served("v30.0").unwrap_err().status, 410);
        assert_eq!(served("v69.0").unwrap_err().status, 404);
        assert_eq!(served("latest").unwrap_err().status, 404);
    }

    #[test]
    fn paths() {
        let of = |path: &str| {
            let path = segments(path).unwrap();
            resource(&path).map(|resource| format!("{resource:?}"))
        };
        for (path, expected) in [
            ("", Some("Resources")),
            ("query/", Some("Query")),
            ("query/0r8x-2000", Some("More(\"0r8x-2000\")")),
            ("sobjects/Account/describe/", Some("Describe(\"Account\")")),
            ("sobjects/Account/001", Some("Record(\"Account\", \"001\")")),
            ("sobjects/A/B/C", Some("Third(\"A\", \"B\", \"C\")")),
            (
                "composite/sobjects/A/B",
                Some("CollectionsBy(\"A\", \"B\")"),
            ),
            ("composite/tree", None),
            ("a/b/c/d/e/f", None),
            ("jobs/ingest", None),
        ] {
            assert_eq!(of(path).as_deref(), expected, "{path}");
        }
    }
}
