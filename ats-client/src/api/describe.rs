//! Describes of the org's objects.

use std::fmt;
use std::time::SystemTime;

use ats_schema::describe::Describe;
use ats_schema::rules::api_limits::MAX_COMPOSITE_SUBREQUESTS;
use bytes::Bytes;
use reqwest::header::{
    ETAG, HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED,
};
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::composite::format::{Subrequest, composite_request, missing_subresponse, subresponses};
use crate::client::Client;
use crate::error::{ClientError, ErrorContext, ErrorKind};
use crate::http::{InvalidBody, Response, encode, failure};
use crate::send::{ApiRequest, Idempotency};

/// The objects that this user sees (`/sobjects`).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct DescribeGlobal {
    /// The org's encoding; `UTF-8`.
    #[serde(default)]
    pub encoding: String,
    /// The number of records that a query's page or a SOAP call may have.
    #[serde(default)]
    pub max_batch_size: u32,
    /// The objects.
    pub sobjects: Vec<ObjectSummary>,
}

/// The summary of an object in `/sobjects`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct ObjectSummary {
    /// The API name.
    pub name: String,
    /// The label.
    pub label: String,
    /// The label of several.
    pub label_plural: String,
    /// The first three characters of its ids.
    pub key_prefix: Option<String>,
    /// True if it is a custom object.
    pub custom: bool,
    /// True if this user may query it.
    pub queryable: bool,
    /// True if this user may retrieve its records.
    pub retrieveable: bool,
    /// True if this user may create its records.
    pub createable: bool,
    /// True if this user may update its records.
    pub updateable: bool,
    /// True if this user may delete its records.
    pub deletable: bool,
}

/// A describe as the org sent it, and the headers by which a later request finds out if it has changed.
#[derive(Clone)]
#[non_exhaustive]
pub struct RawDescribe {
    /// The JSON text.
    pub json: Bytes,
    /// When it last changed.
    pub last_modified: Option<SystemTime>,
    /// The tag of this version of it, to be sent back as it is.
    pub etag: Option<String>,
}

/// Prints the length of the describe.
impl fmt::Debug for RawDescribe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawDescribe")
            .field("bytes", &self.json.len())
            .field("last_modified", &self.last_modified)
            .finish_non_exhaustive()
    }
}

/// An earlier version of a describe, so that the org sends it only if it has changed since.
#[derive(Clone, Debug, Default)]
pub struct KnownDescribe<'a> {
    /// The describe's `last_modified`.
    pub last_modified: Option<SystemTime>,
    /// The describe's `etag`.
    pub etag: Option<&'a str>,
}

impl Client {
    /// The objects that this user sees.
    ///
    /// # Errors
    ///
    /// See [`ClientError`].
    pub async fn describe_global(&self) -> Result<DescribeGlobal, ClientError> {
        self.inner.sender.json(&describe_global_request()).await
    }

    /// Fetches the describe of an object, as this user sees it (guide: “Describe Objects”).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`] if this user sees no such object; and see [`ClientError`].
    pub async fn describe(&self, object: &str) -> Result<Describe, ClientError> {
        let request = describe_request(object, &KnownDescribe::default())?;
        self.inner.sender.read(&request, read_describe).await
    }

    /// The describe of an object as the org sends it, to be saved; `None` if it has not changed
    /// since the one that is [`KnownDescribe`].
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`] if this user sees no such object; and see [`ClientError`].
    pub async fn describe_raw(
        &self,
        object: &str,
        known: KnownDescribe<'_>,
    ) -> Result<Option<RawDescribe>, ClientError> {
        let request = describe_request(object, &known)?;
        let described = self
            .inner
            .sender
            .read(&request, |response| RawDescribe::read(object, response));
        unless_not_modified(described.await)
    }

    /// Fetches the describes of up to 25 objects in one API request: for each object, in their order,
    /// the result that [`describe_raw`](Self::describe_raw) has.
    ///
    /// # Errors
    ///
    /// [`ClientError::InvalidRequest`] for more than 25 objects, [`ClientError::TooLarge`] if the
    /// describes together are larger than this client accepts, and see [`ClientError`].
    pub async fn describe_raw_batch(
        &self,
        objects: &[(&str, KnownDescribe<'_>)],
    ) -> Result<Vec<Result<Option<RawDescribe>, ClientError>>, ClientError> {
        if objects.len() > MAX_COMPOSITE_SUBREQUESTS {
            return Err(ClientError::invalid_request(
                format!("one request carries at most {MAX_COMPOSITE_SUBREQUESTS} describes"),
                "request the others separately",
            ));
        }
        if objects.is_empty() {
            return Ok(Vec::new());
        }
        let requests = objects
            .iter()
            .map(|(name, known)| describe_request(name, known));
        let requests = requests.collect::<Result<Vec<_>, _>>()?;
        let read = |number: usize, response: &Response| {
            let (object, _) = objects[number];
            RawDescribe::read(object, response)
        };
        let described = self
            .read_together(&requests.iter().collect::<Vec<_>>(), read)
            .await?;
        Ok(described.into_iter().map(unless_not_modified).collect())
    }

    /// Sends up to 25 requests about describes in one API request, and reads the response to each, which
    /// has a number.
    pub(super) async fn read_together<T: Send>(
        &self,
        requests: &[&ApiRequest],
        read: impl Fn(usize, &Response) -> Result<T, InvalidBody> + Send + Sync,
    ) -> Result<Vec<Result<T, ClientError>>, ClientError> {
        let sender = &self.inner.sender;
        let composite = composite_request(
            requests
                .iter()
                .map(|request| conditional_subrequest(request)),
            false,
            sender.version(),
            Idempotency::Read,
            ErrorContext::new("describe"),
        );
        let token = sender.tokens.token();
        let sent = composite.sent_values(token.as_slice());
        let described = sender.read(&composite, |response| {
            let responses = subresponses(response, requests.len())?.into_iter();
            let responses = responses.zip(requests).enumerate();
            let results = responses.map(|(number, (inner, request))| {
                let result = match inner {
                    None => Err(missing_subresponse(number)),
                    Some(inner) if inner.status.is_success() => read(number, &inner),
                    Some(inner) => return Err(failure(&request.context, &inner, &sent, b"")),
                };
                result.map_err(|reason| request.unreadable(&sent, response, reason))
            });
            Ok(results.collect())
        });
        described.await
    }
}

/// Returns the name of a header as Salesforce writes it. In a composite request it is a key of JSON,
/// and no page says that its letter case does not matter.
fn documented_name(name: &HeaderName) -> String {
    match *name {
        IF_MODIFIED_SINCE => "If-Modified-Since".to_owned(),
        IF_NONE_MATCH => "If-None-Match".to_owned(),
        _ => name.to_string(),
    }
}

fn conditional_subrequest(request: &ApiRequest) -> Subrequest<'_> {
    let headers = request.headers.iter();
    let header = |(name, value): (&HeaderName, &HeaderValue)| {
        Some((documented_name(name), value.to_str().ok()?.into()))
    };
    Subrequest {
        headers: headers.filter_map(header).collect(),
        ..Subrequest::get(&request.path)
    }
}

/// Turns the error of a describe that has not changed into `None`.
fn unless_not_modified(
    described: Result<RawDescribe, ClientError>,
) -> Result<Option<RawDescribe>, ClientError> {
    match described {
        Ok(described) => Ok(Some(described)),
        Err(ClientError::Api(failure)) if failure.kind() == ErrorKind::NotModified => Ok(None),
        Err(error) => Err(error),
    }
}

impl RawDescribe {
    /// Reads the describe of this object, but not its model.
    fn read(object: &str, response: &Response) -> Result<Self, InvalidBody> {
        #[derive(Deserialize)]
        struct Head {
            name: String,
        }
        let head: Head = serde_json::from_slice(&response.body)?;
        if !head.name.eq_ignore_ascii_case(object) {
            return Err(InvalidBody::from(format!(
                "it does not describe {object}, but another object"
            )));
        }
        let header = |name| response.headers.get(name)?.to_str().ok();
        let date = header(LAST_MODIFIED).map(httpdate::parse_http_date);
        Ok(Self {
            json: response.body.clone(),
            last_modified: date.and_then(Result::ok),
            etag: header(ETAG).map(str::to_owned),
        })
    }
}

/// Reads the response to a describe request.
pub(super) fn read_describe(response: &Response) -> Result<Describe, InvalidBody> {
    Describe::parse(&response.body).map_err(|error| not_described(response, &error))
}

/// The model says where the mistake is; whether the text only ended too early, the JSON reader does.
fn not_described(response: &Response, error: &dyn std::fmt::Display) -> InvalidBody {
    let truncated = serde_json::from_slice::<IgnoredAny>(&response.body)
        .err()
        .is_some_and(|error| error.is_eof());
    InvalidBody {
        message: error.to_string(),
        truncated,
    }
}

pub(super) fn describe_global_request() -> ApiRequest {
    ApiRequest::get("sobjects", ErrorContext::new("describe global"))
}

pub(super) fn describe_request(
    object: &str,
    known: &KnownDescribe<'_>,
) -> Result<ApiRequest, ClientError> {
    let path = format!("sobjects/{}/describe", encode(object));
    let mut request = ApiRequest::get(path, ErrorContext::new("describe").object(object));
    let mut add = |name, value: &str| {
        let value = HeaderValue::from_str(value).map_err(|_| {
            ClientError::invalid_request(
                "the etag is not one that an org sends",
                "give that of a `RawDescribe`, as it is",
            )
        })?;
        request.headers.insert(name, value);
        Ok::<_, ClientError>(())
    };
    if let Some(date) = known.last_modified {
        add(IF_MODIFIED_SINCE, &httpdate::fmt_http_date(date))?;
    }
    if let Some(etag) = known.etag {
        add(IF_NONE_MATCH, etag)?;
    }
    Ok(request)
}
