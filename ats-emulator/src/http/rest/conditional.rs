//! Conditional requests (RFC 9110, 13), as far as Salesforce has them: dates for everything,
//! entity tags for describes and, of records, for those of Account ("account records only",
//! REST API Developer Guide, *Conditional Request Headers*).

use axum::http::{StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use ring::digest;
use serde_json::Value;

use crate::date_time::{self, Millis};
use crate::error::ApiError;
use crate::http::message::{Request, Response};

/// The validators of a resource (RFC 9110, 8.8), which conditions are checked against.
#[derive(Debug)]
pub(super) struct Validators {
    /// The time of its last change.
    pub(super) modified: Option<Millis>,
    pub(super) etag: Option<String>,
}

/// The tag of a JSON value: the same for the same content.
pub(super) fn etag(value: &Value) -> String {
    let digest = digest::digest(&digest::SHA256, value.to_string().as_bytes());
    let short = digest.as_ref().get(..16).unwrap_or_default();
    format!("\"{}\"", STANDARD_NO_PAD.encode(short))
}

/// Checks the conditions of a request; if one does not hold, the response is 304 for a read and
/// 412 for anything else.
///
/// Precedence as in RFC 9110, 13.2.2: a date is not looked at where a tag is given.
pub(super) fn check(request: &Request, validators: &Validators) -> Result<(), Response> {
    let is_read = matches!(request.method.as_str(), "GET" | "HEAD");
    let date = |name| request.header(name).and_then(date_time::parse_http);
    let unmodified_since = header::IF_UNMODIFIED_SINCE.as_str();
    // "When you include an invalid header value for If-Match, If-None-Match, or
    // If-Unmodified-Since on a PATCH or POST request, a 400 Bad Request status code is
    // returned" (same page). Any text can be a tag, so dates only.
    if matches!(request.method.as_str(), "PATCH" | "POST")
        && request.header(unmodified_since).is_some()
        && date(unmodified_since).is_none()
    {
        let message = "If-Unmodified-Since is not a date of HTTP";
        return Err(ApiError::new(400, "BAD_REQUEST", message).into());
    }
    let tag = |name| request.header(name).zip(validators.etag.as_deref());
    // Dates of HTTP have no fraction, so neither may the moment they are compared with.
    let modified = validators
        .modified
        .map(|moment| moment - moment.rem_euclid(1000));

    if let Some((tags, own)) = tag(header::IF_MATCH.as_str()) {
        if !contains_tag(tags, own) {
            return Err(precondition_failed());
        }
    } else if let Some((modified, date)) = modified.zip(date(unmodified_since))
        && modified > date
    {
        return Err(precondition_failed());
    }

    let unchanged = if let Some((tags, own)) = tag(header::IF_NONE_MATCH.as_str()) {
        contains_tag(tags, own)
    } else {
        modified
            .zip(date(header::IF_MODIFIED_SINCE.as_str()))
            .is_some_and(|(modified, date)| modified <= date)
    };
    match (unchanged, is_read) {
        (false, _) => Ok(()),
        (true, true) => Err(with_validators(
            Response::empty(StatusCode::NOT_MODIFIED),
            validators,
        )),
        (true, false) => Err(precondition_failed()),
    }
}

/// Adds the headers that later conditions refer to.
pub(super) fn with_validators(mut response: Response, validators: &Validators) -> Response {
    if let Some(modified) = validators.modified {
        response = response.header(header::LAST_MODIFIED, &date_time::to_http(modified));
    }
    if let Some(etag) = &validators.etag {
        response = response.header(header::ETAG, etag);
    }
    response
}

/// Returns true if a list of tags contains this one. Salesforce's own tags end in `--gzip` in a
/// compressed response, and are compared without it; so are these.
fn contains_tag(tags: &str, own: &str) -> bool {
    let bare = |tag: &str| {
        let tag = tag.trim();
        let tag = tag.strip_prefix("W/").unwrap_or(tag);
        let tag = tag.trim_matches('"');
        tag.strip_suffix("--gzip").unwrap_or(tag).to_owned()
    };
    tags.split(',')
        .any(|tag| tag.trim() == "*" || bare(tag) == bare(own))
}

fn precondition_failed() -> Response {
    let message = "one or more of the preconditions in the request headers was not satisfied";
    ApiError::new(412, "PRECONDITION_FAILED", message).into()
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderName, Method};

    use super::*;
    use crate::http::message::{Params, Payload};
    use crate::version;

    fn status(method: Method, headers: &[(&'static str, &str)]) -> u16 {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(HeaderName::from_static(name), value.parse().unwrap());
        }
        let request = Request {
            method,
            version: version::LATEST,
            path: Vec::new(),
            query: Params::default(),
            headers: map,
            body: Payload::Json(None),
        };
        let validators = Validators {
            modified: date_time::parse("2025-04-29T15:45:07.120Z"),
            etag: Some("\"abc\"".to_owned()),
        };
        check(&request, &validators).map_or_else(|response| response.status.as_u16(), |()| 200)
    }

    #[test]
    fn dates() {
        let same = "Tue, 29 Apr 2025 15:45:07 GMT";
        let before = "Tue, 29 Apr 2025 15:45:06 GMT";
        assert_eq!(status(Method::GET, &[("if-modified-since", same)]), 304);
        assert_eq!(status(Method::GET, &[("if-modified-since", before)]), 200);
        assert_eq!(status(Method::PATCH, &[("if-unmodified-since", same)]), 200);
        assert_eq!(
            status(Method::PATCH, &[("if-unmodified-since", before)]),
            412
        );
        assert_eq!(status(Method::PATCH, &[("if-modified-since", same)]), 412);
        assert_eq!(
            status(Method::GET, &[("if-modified-since", "yesterday")]),
            200
        );
        let wrong = [("if-unmodified-since", "yesterday")];
        assert_eq!(status(Method::GET, &wrong), 200);
        assert_eq!(status(Method::PATCH, &wrong), 400);
    }

    #[test]
    fn tags() {
        assert_eq!(
            status(Method::GET, &[("if-none-match", "\"x\", \"abc\"")]),
            304
        );
        assert_eq!(status(Method::GET, &[("if-none-match", "\"x\"")]), 200);
        assert_eq!(status(Method::PATCH, &[("if-match", "\"abc--gzip\"")]), 200);
        assert_eq!(status(Method::PATCH, &[("if-match", "\"x\"")]), 412);
        assert_eq!(status(Method::PATCH, &[("if-match", "*")]), 200);
        assert_eq!(status(Method::PATCH, &[("if-none-match", "*")]), 412);
        // The tag decides alone.
        let date = ("if-modified-since", "Tue, 29 Apr 2025 15:45:07 GMT");
        assert_eq!(
            status(Method::GET, &[("if-none-match", "\"x\""), date]),
            200
        );
    }
}
