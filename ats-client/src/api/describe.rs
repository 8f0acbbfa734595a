//! What the org says about its objects.

use std::fmt;
use std::time::SystemTime;

use ats_schema::describe::Describe;
use bytes::Bytes;
use reqwest::header::{ETAG, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED};
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::client::Client;
use crate::error::{ClientError, ErrorContext, ErrorKind};
use crate::http::{InvalidBody, Response, encode};
use crate::send::ApiRequest;

/// The objects that this user sees (`/sobjects`).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct DescribeGlobal {
    /// The org's encoding; `UTF-8`.
    #[serde(default)]
    pub encoding: String,
    /// How many records a query's page or a SOAP call may have.
    #[serde(default)]
    pub max_batch_size: u32,
    /// The objects.
    pub sobjects: Vec<ObjectSummary>,
}

/// What `/sobjects` tells of an object.
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
    /// Whether it is a custom object.
    pub custom: bool,
    /// Whether this user may query it.
    pub queryable: bool,
    /// Whether this user may retrieve its records.
    pub retrieveable: bool,
    /// Whether this user may create its records.
    pub createable: bool,
    /// Whether this user may update its records.
    pub updateable: bool,
    /// Whether this user may delete its records.
    pub deletable: bool,
}

/// A describe as the org sent it, and what tells later whether it has changed.
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

/// What is known of an object already, so that it is only sent if it has changed since.
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
        let request = ApiRequest::get("sobjects", ErrorContext::new("describe global"));
        self.inner.sender.json(&request).await
    }

    /// What the org says about an object, as this user sees it (guide: “Describe Objects”).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`] if this user sees no such object; and see [`ClientError`].
    pub async fn describe(&self, object: &str) -> Result<Describe, ClientError> {
        let request = describe_request(object);
        let described = self.inner.sender.read(&request, |response| {
            Describe::parse(&response.body).map_err(|error| not_described(response, &error))
        });
        described.await
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
        let mut request = describe_request(object);
        let header = |text: &str| {
            HeaderValue::from_str(text).map_err(|_| {
                ClientError::invalid_request(
                    "the etag is not one that an org sends",
                    "give that of a `RawDescribe`, as it is",
                )
            })
        };
        if let Some(since) = known.last_modified {
            let date = header(&httpdate::fmt_http_date(since))?;
            request.headers.insert(IF_MODIFIED_SINCE, date);
        }
        if let Some(etag) = known.etag {
            request.headers.insert(IF_NONE_MATCH, header(etag)?);
        }
        let described = self.inner.sender.read(&request, |response| {
            check_is_describe_of(object, response)?;
            Ok(RawDescribe::of(response))
        });
        match described.await {
            Ok(described) => Ok(Some(described)),
            Err(ClientError::Api(failure)) if failure.kind() == ErrorKind::NotModified => Ok(None),
            Err(error) => Err(error),
        }
    }
}

impl RawDescribe {
    fn of(response: &Response) -> Self {
        let header = |name| response.headers.get(name)?.to_str().ok();
        Self {
            json: response.body.clone(),
            last_modified: header(LAST_MODIFIED)
                .and_then(|date| httpdate::parse_http_date(date).ok()),
            etag: header(ETAG).map(str::to_owned),
        }
    }
}

/// Checks that a response is the describe of this object; its model is not read.
fn check_is_describe_of(object: &str, response: &Response) -> Result<(), InvalidBody> {
    #[derive(Deserialize)]
    struct Head {
        name: String,
    }
    let head: Head = serde_json::from_slice(&response.body)?;
    if head.name.eq_ignore_ascii_case(object) {
        Ok(())
    } else {
        Err(InvalidBody::from(format!(
            "it does not describe {object}, but another object"
        )))
    }
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

fn describe_request(object: &str) -> ApiRequest {
    let path = format!("sobjects/{}/describe", encode(object));
    ApiRequest::get(path, ErrorContext::new("describe").object(object))
}
