//! A request and a response of the REST API, without HTTP, as composite resources need them for
//! their subrequests.

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response as HttpResponse};
use serde_json::{Value, json};

use crate::error::ApiError;
use crate::shortened::Shortened;
use crate::version::ApiVersion;

/// A request to `/services/data/vXX.0/…`, over HTTP or within a composite request.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) method: Method,
    pub(crate) version: ApiVersion,
    /// The path below the version, split at `/` and decoded; no empty segment at the end.
    pub(crate) path: Vec<String>,
    pub(crate) query: Params,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Payload,
}

impl Request {
    /// A header's text; `None` also when it is not text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// The body of a request.
#[derive(Debug)]
pub(crate) enum Payload {
    /// From HTTP, decompressed.
    Bytes(Bytes),
    /// From a composite request; `None` for a subrequest without a body.
    Json(Option<Value>),
}

/// The parameters of a URL, decoded, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Params(Vec<(String, String)>);

impl Params {
    /// Reads what follows the `?`; `+` is a space, as the guide writes its queries.
    pub(crate) fn parse(query: &str) -> Self {
        Self(
            form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .collect(),
        )
    }

    /// The first value of a parameter.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// Returns true if a parameter is `true`, in any letter case.
    pub(crate) fn is_true(&self, name: &str) -> bool {
        self.get(name)
            .is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    /// A comma-separated parameter; `None` where it is not given.
    pub(crate) fn list(&self, name: &str) -> Option<Vec<&str>> {
        let value = self.get(name)?;
        Some(
            value
                .split(',')
                .map(str::trim)
                .filter(|part| !part.is_empty())
                .collect(),
        )
    }

    /// These parameters, and after them `others`.
    pub(crate) fn and(mut self, others: Self) -> Self {
        self.0.extend(others.0);
        self
    }
}

/// A response.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: StatusCode,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) content: Content,
}

/// The body of a response.
#[derive(Debug)]
pub(crate) enum Content {
    Empty,
    Json(Value),
    /// Prepared JSON.
    JsonText(String),
    /// A file, or a page.
    Raw {
        content_type: HeaderValue,
        bytes: Bytes,
    },
}

impl Response {
    fn new(status: StatusCode, content: Content) -> Self {
        Self {
            status,
            headers: Vec::new(),
            content,
        }
    }

    pub(crate) fn json(status: StatusCode, value: Value) -> Self {
        Self::new(status, Content::Json(value))
    }

    /// Responds 200 with prepared JSON.
    pub(crate) fn json_text(text: String) -> Self {
        Self::new(StatusCode::OK, Content::JsonText(text))
    }

    pub(crate) fn ok(value: Value) -> Self {
        Self::json(StatusCode::OK, value)
    }

    pub(crate) fn empty(status: StatusCode) -> Self {
        Self::new(status, Content::Empty)
    }

    pub(crate) fn raw(
        status: StatusCode,
        content_type: &'static str,
        bytes: impl Into<Bytes>,
    ) -> Self {
        let content = Content::Raw {
            content_type: HeaderValue::from_static(content_type),
            bytes: bytes.into(),
        };
        Self::new(status, content)
    }

    /// Adds a header; one whose value cannot be sent is left out.
    pub(crate) fn header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.push((name, value));
        }
        self
    }

    /// 404: no such record, object or resource.
    pub(crate) fn not_found() -> Self {
        ApiError::not_found().into()
    }

    /// The refusal of a method, with those that are allowed.
    pub(crate) fn method_not_allowed(method: &Method, allowed: &str) -> Self {
        let method = Shortened(method.as_str());
        let message = format!("HTTP Method '{method}' not allowed. Allowed are {allowed}");
        Self::from(ApiError::new(405, "METHOD_NOT_ALLOWED", message)).header(header::ALLOW, allowed)
    }

    /// The response as an element of a composite response.
    pub(crate) fn into_value(self) -> Value {
        match self.content {
            Content::Empty => Value::Null,
            Content::Json(value) => value,
            // Its writer writes JSON; were it not, its text is the best there is.
            Content::JsonText(text) => serde_json::from_str(&text).unwrap_or(Value::String(text)),
            // A file has no place in JSON; Salesforce refuses such subrequests too.
            Content::Raw { .. } => json!([ApiError::new(
                400,
                "UNSUPPORTED_MEDIA_TYPE",
                "a file cannot be part of a composite answer; ask for it by itself",
            )
            .to_rest()]),
        }
    }
}

/// `[{message, errorCode}]`.
impl From<ApiError> for Response {
    fn from(error: ApiError) -> Self {
        Self::from(vec![error])
    }
}

/// `[{message, errorCode}, …]`, with the status of the first.
impl From<Vec<ApiError>> for Response {
    fn from(errors: Vec<ApiError>) -> Self {
        let status = errors
            .first()
            .and_then(|error| StatusCode::from_u16(error.status).ok())
            .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self::json(
            status,
            Value::Array(errors.iter().map(ApiError::to_rest).collect()),
        )
    }
}

const JSON: HeaderValue = HeaderValue::from_static("application/json;charset=UTF-8");

impl IntoResponse for Response {
    fn into_response(self) -> HttpResponse {
        let (content_type, body) = match self.content {
            Content::Empty => (None, Body::empty()),
            Content::Json(value) => (Some(JSON), Body::from(value.to_string())),
            Content::JsonText(text) => (Some(JSON), Body::from(text)),
            Content::Raw {
                content_type,
                bytes,
            } => (Some(content_type), Body::from(bytes)),
        };
        let mut response = HttpResponse::new(body);
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        if let Some(content_type) = content_type {
            headers.insert(header::CONTENT_TYPE, content_type);
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Token"));
        }
        for (name, value) in self.headers {
            headers.insert(name, value);
        }
        response
    }
}

/// Decodes a path below the version: segments split at `/`, then percent-decoded, so that a
/// slash inside a value (`%2F`) stays inside it. `None` where a segment is not UTF-8.
pub(crate) fn segments(path: &str) -> Option<Vec<String>> {
    let mut segments = path
        .split('/')
        .map(|segment| {
            percent_encoding::percent_decode_str(segment)
                .decode_utf8()
                .map(std::borrow::Cow::into_owned)
                .ok()
        })
        .collect::<Option<Vec<_>>>()?;
    // `query/?q=` and `sobjects/Account/` are the same as without the slash.
    while segments.last().is_some_and(String::is_empty) {
        segments.pop();
    }
    if segments.first().is_some_and(String::is_empty) {
        segments.remove(0);
    }
    Some(segments)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        let path = |text: &str| segments(text).unwrap();
        assert_eq!(path("/query/"), ["query"]);
        assert_eq!(
            path("/sobjects/X/Key__c/a%2Fb%20c"),
            ["sobjects", "X", "Key__c", "a/b c"]
        );
        assert!(path("/").is_empty());
        assert!(path("").is_empty());
        assert_eq!(segments("/%FF"), None);
    }

    #[test]
    fn parameters() {
        let params = Params::parse("q=SELECT+Id%2C+Name&ids=a,b,,c&allOrNone=TRUE&empty");
        assert_eq!(params.get("q"), Some("SELECT Id, Name"));
        assert_eq!(params.list("ids"), Some(vec!["a", "b", "c"]));
        assert!(params.is_true("allOrNone"));
        assert_eq!(params.get("empty"), Some(""));
        assert_eq!(params.list("fields"), None);
    }
}
