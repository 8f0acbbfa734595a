//! `/composite`: up to 25 requests in one, each of which may refer to earlier responses.

use std::collections::{HashMap, HashSet};

use ats_schema::rules::api_limits::{MAX_COMPOSITE_QUERIES, MAX_COMPOSITE_SUBREQUESTS};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::body;
use super::composite_references::EarlierResponses;
use super::context::{Context, Outcome};
use super::resource::{is_composite, is_query_or_collection, is_record, served, split_version};
use crate::error::ApiError;
use crate::http::message::{Content, Params, Payload, Request, Response, segments};
use crate::shortened::Shortened;
use crate::version::ApiVersion;

/// From this version on, "any illegal characters in reference IDs cause the whole request to
/// fail", and references to null fields do not (*Composite Subrequest Result*).
const STRICT: ApiVersion = ApiVersion::new(52);

#[derive(Deserialize)]
struct Body {
    #[serde(default, rename = "allOrNone")]
    all_or_none: bool,
    #[serde(rename = "compositeRequest")]
    requests: Vec<Subrequest>,
}

/// A request within a request.
#[derive(Clone, Deserialize)]
pub(super) struct Subrequest {
    method: String,
    url: String,
    #[serde(rename = "referenceId")]
    pub(super) reference: String,
    #[serde(default)]
    body: Option<Value>,
    #[serde(default, rename = "httpHeaders")]
    headers: HashMap<String, String>,
}

impl Subrequest {
    /// The path below the version; references in it are not filled in yet.
    pub(super) fn path(&self) -> Option<Vec<String>> {
        parse_url(&self.url).map(|url| url.path)
    }
}

/// `POST /composite`
pub(super) fn composite(context: &mut Context<'_, '_>, request: &Request) -> Outcome {
    let body: Body = body::deserialize(request)?;
    check(&body.requests, request.version)?;
    if let Some(message) = too_many(&body.requests) {
        return Ok(refused_whole(message));
    }
    let responses = if body.all_or_none {
        all_or_none(context, &body.requests, request.version)?
    } else {
        in_order(context, &body.requests, request.version, false).0
    };
    Ok(Response::ok(json!({ "compositeResponse": responses })))
}

/// Checks the reference Ids before anything is executed.
pub(super) fn check(requests: &[Subrequest], version: ApiVersion) -> Result<(), ApiError> {
    let mut seen = HashSet::new();
    for request in requests {
        let reference = &request.reference;
        let is_name = reference.starts_with(|c: char| c.is_ascii_alphanumeric())
            && reference
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if !is_name && version >= STRICT {
            let message = format!(
                "Provided referenceId ('{}') must start with a letter or a number, and it can \
                 contain only letters, numbers and underscores ('_').",
                Shortened(reference)
            );
            return Err(ApiError::new(400, "JSON_PARSER_ERROR", message));
        }
        if !seen.insert(reference) {
            let message = format!(
                "the referenceId '{}' is used more than once",
                Shortened(reference)
            );
            return Err(ApiError::new(400, "INVALID_INPUT", message));
        }
    }
    Ok(())
}

/// The message about too many subrequests, if there are too many. An org's message about too many
/// queries is not known.
fn too_many(requests: &[Subrequest]) -> Option<String> {
    if requests.len() > MAX_COMPOSITE_SUBREQUESTS {
        let message = format!(
            "The request can\u{2019}t contain more than {MAX_COMPOSITE_SUBREQUESTS} operations."
        );
        return Some(message);
    }
    let queries = requests
        .iter()
        .filter_map(Subrequest::path)
        .filter(|path| is_query_or_collection(path))
        .count();
    (queries > MAX_COMPOSITE_QUERIES).then(|| {
        format!(
            "the request has {queries} queries and collections, more than {MAX_COMPOSITE_QUERIES}"
        )
    })
}

/// The response to a request with too many subrequests: one element without a reference, as orgs
/// have been seen to give it (github.com/guardian/support-service-lambdas,
/// pull request 766). Their status is not known.
fn refused_whole(message: String) -> Response {
    let refusal = Response::from(ApiError::new(400, "LIMIT_EXCEEDED", message));
    let mut element = to_json(refusal, "");
    element["referenceId"] = Value::Null;
    let body = json!({ "compositeResponse": [element] });
    Response::json(StatusCode::BAD_REQUEST, body)
}

/// All subrequests in one transaction, which the first failure undoes.
pub(super) fn all_or_none(
    context: &mut Context<'_, '_>,
    requests: &[Subrequest],
    version: ApiVersion,
) -> Result<Vec<Value>, ApiError> {
    let (app, actor, dispatch) = (context.app, context.actor, context.dispatch);
    let result = context.try_write(|tx| {
        let mut inner = Context {
            app,
            actor,
            tx: Some(tx),
            dispatch,
        };
        match in_order(&mut inner, requests, version, true) {
            (responses, true) => Ok(responses),
            (responses, false) => Err(responses),
        }
    });
    let (Ok(responses) | Err(responses)) = result?;
    Ok(responses)
}

/// Executes the subrequests in order; returns their responses, and true if all succeeded. With
/// `all_or_none`, one that fails stops the rest, and every other response says that it was undone.
/// `version` is that of the whole request.
fn in_order(
    context: &mut Context<'_, '_>,
    requests: &[Subrequest],
    version: ApiVersion,
    all_or_none: bool,
) -> (Vec<Value>, bool) {
    let mut earlier = EarlierResponses::default();
    let mut results = Vec::with_capacity(requests.len());
    for (index, request) in requests.iter().enumerate() {
        let response = respond(context, request, &mut earlier);
        let is_good = response.status.as_u16() < 400;
        if all_or_none && (!is_good || has_failed_record(request, &response)) {
            let failure = to_json(response, &request.reference);
            let mut results: Vec<Value> = requests
                .iter()
                .map(|request| to_json(halted(), &request.reference))
                .collect();
            results[index] = failure;
            return (results, false);
        }
        let result = to_json(response, &request.reference);
        if is_good {
            // "This behavior only applies to requests where the parent request uses an sObject
            // Rows resource."
            let has_nulls =
                version >= STRICT && request.path().is_some_and(|path| is_record(&path));
            earlier.add(&request.reference, result["body"].clone(), has_nulls);
        }
        results.push(result);
    }
    (results, true)
}

/// Returns true for a collection response with a failed record. "If the Composite request has allOrNone set to
/// true, then the all-or-none behavior also applies to each of the sObject Collections
/// subrequests" (REST API Developer Guide, *allOrNone Parameters in Composite and Collections
/// Requests*). The response of that subrequest stays as it is, status 200 and records with
/// `"success": true` included, as the guide shows it.
fn has_failed_record(request: &Subrequest, response: &Response) -> bool {
    let Content::Json(Value::Array(rows)) = &response.content else {
        return false;
    };
    let is_collection = request
        .path()
        .is_some_and(|path| is_query_or_collection(&path));
    is_collection && rows.iter().any(|row| row["success"] == false)
}

fn halted() -> Response {
    let message =
        "The transaction was rolled back since another operation in the same transaction failed.";
    ApiError::new(400, "PROCESSING_HALTED", message).into()
}

fn respond(
    context: &mut Context<'_, '_>,
    request: &Subrequest,
    earlier: &mut EarlierResponses,
) -> Response {
    let prepared = earlier.in_url(&request.url).and_then(|url| {
        let body = request.body.clone().map(|body| earlier.in_json(body));
        Ok((url, body.transpose()?))
    });
    match prepared {
        Ok((url, body)) => match request_of(&request.method, &url, body, &request.headers) {
            Ok(request) => context.respond(&request),
            Err(refusal) => refusal,
        },
        Err(unresolved) => ApiError::from(unresolved).into(),
    }
}

/// The URL of a subrequest, taken apart.
struct Url {
    version: String,
    path: Vec<String>,
    query: Params,
}

/// Reads `/services/data/vXX.0/…`, or `vXX.0/…` as batches have it.
fn parse_url(url: &str) -> Option<Url> {
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let (version, rest) = split_version(path);
    Some(Url {
        version: version.to_owned(),
        path: segments(rest)?,
        query: Params::parse(query),
    })
}

/// Makes a request of the parts of a subrequest.
pub(super) fn request_of(
    method: &str,
    url: &str,
    body: Option<Value>,
    headers: &HashMap<String, String>,
) -> Result<Request, Response> {
    let url = parse_url(url).ok_or_else(Response::not_found)?;
    let version = served(&url.version)?;
    if is_composite(&url.path) {
        let message = "a composite resource cannot be part of a composite request";
        return Err(ApiError::new(400, "INVALID_INPUT", message).into());
    }
    let method = Method::from_bytes(method.to_ascii_uppercase().as_bytes()).map_err(|_| {
        Response::from(ApiError::new(
            405,
            "METHOD_NOT_ALLOWED",
            format!("'{}' is not an HTTP method", Shortened(method)),
        ))
    })?;
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        let name = HeaderName::from_bytes(name.as_bytes());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(value)) {
            map.insert(name, value);
        }
    }
    Ok(Request {
        method,
        version,
        path: url.path,
        query: url.query,
        headers: map,
        body: Payload::Json(body),
    })
}

/// One element of the answer.
fn to_json(response: Response, reference: &str) -> Value {
    let status: StatusCode = response.status;
    let headers: Map<String, Value> = response
        .headers
        .iter()
        .filter_map(|(name, value)| {
            let name = match *name {
                header::LOCATION => "Location",
                header::ETAG => "ETag",
                header::LAST_MODIFIED => "Last-Modified",
                header::ALLOW => "Allow",
                _ => return None,
            };
            Some((name.to_owned(), value.to_str().ok()?.into()))
        })
        .collect();
    json!({
        "body": response.into_value(),
        "httpHeaders": headers,
        "httpStatusCode": status.as_u16(),
        "referenceId": reference,
    })
}
