//! The format of composite requests and responses.
//!
//! Source: REST API Developer Guide, “Composite”.

use std::collections::{BTreeMap, HashMap};

use ats_schema::rules::api_version::ApiVersion;
use bytes::Bytes;
use reqwest::{Method, StatusCode};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use crate::error::ErrorContext;
use crate::http::{InvalidBody, Response};
use crate::send::{ApiRequest, Idempotency};
/// A request within a composite request.
pub(crate) struct Subrequest<'a> {
    pub(crate) method: Method,
    /// The resource, from `/services/data/vXX.0/` on.
    pub(crate) path: &'a str,
    /// The JSON body.
    pub(crate) body: Option<&'a str>,
    pub(crate) headers: Map<String, Value>,
}

impl<'a> Subrequest<'a> {
    /// A request that only reads.
    pub(crate) fn get(path: &'a str) -> Self {
        Self {
            method: Method::GET,
            path,
            body: None,
            headers: Map::new(),
        }
    }

    fn to_json(&self, number: usize, version: ApiVersion) -> String {
        let mut members = vec![
            format!(r#""method":"{}""#, self.method),
            format!(
                r#""url":{}"#,
                json!(format!("/services/data/{version}/{}", self.path))
            ),
            format!(r#""referenceId":"{}""#, reference(number)),
        ];
        if !self.headers.is_empty() {
            members.push(format!(r#""httpHeaders":{}"#, json!(self.headers)));
        }
        members.extend(self.body.map(|body| format!(r#""body":{body}"#)));
        format!("{{{}}}", members.join(","))
    }
}

/// Returns the `referenceId` of the subrequest with this number.
pub(crate) fn reference(number: usize) -> String {
    format!("ref{number}")
}

/// Returns the request that carries these subrequests.
pub(crate) fn composite_request<'a>(
    subrequests: impl IntoIterator<Item = Subrequest<'a>>,
    all_or_none: bool,
    version: ApiVersion,
    idempotency: Idempotency,
    context: ErrorContext,
) -> ApiRequest {
    let subrequests = subrequests.into_iter().enumerate();
    let subrequests: Vec<_> = subrequests
        .map(|(number, subrequest)| subrequest.to_json(number, version))
        .collect();
    let body = format!(
        r#"{{"allOrNone":{all_or_none},"compositeRequest":[{}]}}"#,
        subrequests.join(",")
    );
    ApiRequest::new(Method::POST, "composite", idempotency, context).json(body)
}

/// Reads the responses to this number of subrequests, in their order; `None` stands for one that is
/// missing.
///
/// The org may respond in another order than it was asked (`collateSubrequests`), so responses are
/// matched by their reference.
pub(crate) fn subresponses(
    response: &Response,
    subrequests: usize,
) -> Result<Vec<Option<Response>>, InvalidBody> {
    #[derive(Deserialize)]
    struct Body<'a> {
        #[serde(borrow, rename = "compositeResponse")]
        subresponses: Vec<Subresponse<'a>>,
    }
    let body: Body<'_> = serde_json::from_str(response.text()?)?;
    let results = body.subresponses.len();
    if results > subrequests {
        return Err(InvalidBody::from(format!(
            "it holds {results} results for {subrequests} calls"
        )));
    }
    let mut by_reference = HashMap::with_capacity(results);
    for subresponse in body.subresponses {
        let inner = subresponse.within(response)?;
        by_reference.insert(subresponse.reference_id, inner);
    }
    let take = |number| by_reference.remove(&reference(number));
    Ok((0..subrequests).map(take).collect())
}

/// A response within a composite response.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Subresponse<'a> {
    #[serde(borrow)]
    body: Option<&'a RawValue>,
    http_headers: Option<BTreeMap<String, Value>>,
    http_status_code: u16,
    reference_id: String,
}

impl Subresponse<'_> {
    fn within(&self, outer: &Response) -> Result<Response, InvalidBody> {
        let number = self.http_status_code;
        let status = StatusCode::from_u16(number)
            .map_err(|_| InvalidBody::from(format!("{number} is not an HTTP status")))?;
        let header = |(name, value): (&String, &Value)| {
            Some((name.parse().ok()?, value.as_str()?.parse().ok()?))
        };
        let headers = self.http_headers.iter().flatten();
        let body = self.body.map(|body| body.get().as_bytes());
        Ok(Response {
            host: outer.host.clone(),
            status,
            headers: headers.filter_map(header).collect(),
            body: body.map_or_else(Bytes::new, |body| outer.body.slice_ref(body)),
        })
    }
}

/// Reads exactly one response for each of this number of subrequests.
///
/// # Errors
///
/// If one is missing.
pub(crate) fn all_subresponses(
    response: &Response,
    subrequests: usize,
) -> Result<Vec<Response>, InvalidBody> {
    let found = subresponses(response, subrequests)?.into_iter();
    found
        .enumerate()
        .map(|(number, subresponse)| subresponse.ok_or_else(|| missing_subresponse(number)))
        .collect()
}

/// Returns the reason for a response that holds none to the subrequest with this number.
pub(crate) fn missing_subresponse(number: usize) -> InvalidBody {
    InvalidBody::from(format!(
        "it holds no result for the reference {}",
        reference(number)
    ))
}
