//! Requests for which this crate has no method: Apex REST, reports, resources of a new release.

use std::fmt;

use ats_core::record::ReadError;
use bytes::Bytes;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::client::Client;
use crate::error::{ClientError, ErrorContext, UnreadableResponse};
use crate::http::RequestBody;
use crate::send::{ApiRequest, Idempotency};

/// A request of the program's own, with the client's token, retries and limits; made by
/// [`Client::request`].
///
/// ```no_run
/// # use ats_client::{Client, ClientError, Method};
/// # async fn example(client: Client) -> Result<(), ClientError> {
/// let answer = client
///     .request(Method::POST, "/services/apexrest/bpats/match")
///     .json(&["a0MEm000004fFnBMAU"])?
///     .send()
///     .await?;
/// let matches: Vec<String> = answer.json()?;
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is sent before `send` is called"]
pub struct CustomRequest {
    client: Client,
    request: ApiRequest,
}

/// The answer to a [`CustomRequest`]; its status is one of success. `Debug` does not print the headers
/// and the body, which may hold personal data.
#[derive(Clone)]
#[non_exhaustive]
pub struct CustomResponse {
    host: String,
    /// The HTTP status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Client {
    /// A request of the program's own.
    ///
    /// The path stands percent-encoded: from the org's root if it begins with a slash, else from
    /// `/services/data/vXX.0/` on.
    ///
    /// `GET` and `HEAD` are repeated as reads are, `PUT` and `DELETE` as what may be done twice, and
    /// all others as creates, unless [`idempotency`](CustomRequest::idempotency) says otherwise.
    pub fn request(&self, method: Method, path: impl Into<String>) -> CustomRequest {
        let idempotency = match method {
            Method::GET | Method::HEAD | Method::OPTIONS => Idempotency::Read,
            Method::PUT | Method::DELETE => Idempotency::Idempotent,
            _ => Idempotency::NotIdempotent,
        };
        CustomRequest {
            client: self.clone(),
            request: ApiRequest::new(method, path, idempotency, ErrorContext::new("request")),
        }
    }
}

impl CustomRequest {
    /// Sets the effect of repeating the request.
    pub const fn idempotency(mut self, idempotency: Idempotency) -> Self {
        self.request.idempotency = idempotency;
        self
    }

    /// The body, as JSON.
    ///
    /// # Errors
    ///
    /// If the value cannot be written as JSON.
    pub fn json(mut self, body: &(impl Serialize + ?Sized)) -> Result<Self, ClientError> {
        let body = serde_json::to_vec(body).map_err(|error| {
            let problem = format!("the body cannot be written as JSON: {error}");
            ClientError::invalid_request(problem, "")
        })?;
        self.request = self.request.json(body);
        Ok(self)
    }

    /// The body, of another type.
    pub fn body(mut self, body: impl Into<Bytes>, content_type: &'static str) -> Self {
        self.request.body = RequestBody::Raw(body.into(), content_type);
        self
    }

    /// A header. The token is the client's to send: `Authorization`, `Host` and `Cookie` are passed
    /// over.
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        if !matches!(name.as_str(), "authorization" | "host" | "cookie") {
            self.request.headers.insert(name, value);
        }
        self
    }

    /// Sends the request.
    ///
    /// # Errors
    ///
    /// See [`ClientError`]; every status that is none of success is one.
    pub async fn send(self) -> Result<CustomResponse, ClientError> {
        let response = self.client.inner.sender.raw(&self.request).await?;
        Ok(CustomResponse {
            host: response.host,
            status: response.status,
            headers: response.headers,
            body: response.body,
        })
    }
}

impl fmt::Debug for CustomResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CustomResponse")
            .field("host", &self.host)
            .field("status", &self.status)
            .field("headers", &self.headers.len())
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

impl CustomResponse {
    /// The body, read as JSON.
    ///
    /// # Errors
    ///
    /// If it is not the JSON of that type.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, ClientError> {
        serde_json::from_slice(&self.body).map_err(|error| {
            UnreadableResponse {
                host: self.host.clone(),
                operation: "request",
                truncated: error.is_eof(),
                message: ReadError::from(error).to_string(),
            }
            .into()
        })
    }
}
