//! The sending of requests, with one function for each way of receiving a response.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};

use ats_schema::rules::api_version::ApiVersion;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderValue};
use reqwest::{Request, Url};
use serde::de::DeserializeOwned;

use super::budget::ApiBudget;
use super::delivery::Delivery;
use super::request::ApiRequest;
use crate::auth::{Session, TokenStore};
use crate::error::ClientError;
use crate::http::{InvalidBody, RequestBody, Response, RetryPolicy, Transport, resolve};

/// Sends requests to one org, as one user.
pub(crate) struct Sender {
    pub(crate) transport: Transport,
    pub(crate) tokens: Arc<TokenStore>,
    pub(crate) policy: RetryPolicy,
    pub(crate) budget: ApiBudget,
    /// The version of the API; set when the client connects.
    pub(crate) version: OnceLock<ApiVersion>,
    /// True if the version was configured, and nothing has shown yet that the org supports it.
    pub(crate) is_unchecked: AtomicBool,
}

/// The oldest version that the integration guide shows.
const OLDEST_VERSION: ApiVersion = ApiVersion::new(57);

impl Sender {
    pub(crate) fn version(&self) -> ApiVersion {
        // Before one is chosen, only the list of versions is requested, which has none in its path.
        self.version.get().copied().unwrap_or(OLDEST_VERSION)
    }

    /// Reads a value from the response. A body that cannot be read is requested again where that is
    /// safe.
    pub(crate) async fn read<T: Send>(
        &self,
        request: &ApiRequest,
        read: impl FnMut(&Response) -> Result<T, InvalidBody> + Send,
    ) -> Result<T, ClientError> {
        Ok(self.results(request, read).await?.0)
    }

    /// Reads the results of writes from the response. The flag is true if an earlier attempt, whose
    /// response was lost, may have been carried out.
    pub(crate) async fn results<T: Send>(
        &self,
        request: &ApiRequest,
        mut read: impl FnMut(&Response) -> Result<T, InvalidBody> + Send,
    ) -> Result<(T, bool), ClientError> {
        let mut delivery = Delivery::begin(self, request).await?;
        loop {
            let response = delivery.response().await?;
            match read(&response) {
                Ok(value) => return Ok((value, delivery.is_uncertain())),
                Err(reason) => delivery.read_again(&response, reason).await?,
            }
        }
    }

    /// Reads the response as JSON of this type.
    pub(crate) async fn json<T: DeserializeOwned + Send>(
        &self,
        request: &ApiRequest,
    ) -> Result<T, ClientError> {
        self.read(request, |response| {
            Ok(serde_json::from_str(response.text()?)?)
        })
        .await
    }

    /// Returns the response as it is; its status is one of success.
    pub(crate) async fn raw(&self, request: &ApiRequest) -> Result<Response, ClientError> {
        Delivery::begin(self, request).await?.response().await
    }

    /// Returns the head of the response, whose body is then streamed.
    pub(crate) async fn stream(
        &self,
        request: &ApiRequest,
    ) -> Result<reqwest::Response, ClientError> {
        Delivery::begin(self, request).await?.stream().await
    }

    /// Makes one attempt of a request.
    pub(super) async fn prepare(
        &self,
        request: &ApiRequest,
        session: &Session,
    ) -> Result<Request, ClientError> {
        let url = self.address(&request.path, session)?;
        let mut builder = self.transport.http.request(request.method.clone(), url);
        builder = builder.header(ACCEPT, HeaderValue::from_static("application/json"));
        builder = match &request.body {
            RequestBody::None => builder,
            RequestBody::Json(body) => builder
                .header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
                .body(body.clone()),
            RequestBody::Raw(body, media_type) => builder
                .header(CONTENT_TYPE, HeaderValue::from_static(media_type))
                .body(body.clone()),
            RequestBody::Multipart(form) => builder.multipart(form.open().await?),
        };
        let mut prepared = builder
            .build()
            .map_err(|error| ClientError::invalid_request(error.without_url().to_string(), ""))?;
        for (name, value) in &request.headers {
            prepared.headers_mut().insert(name, value.clone());
        }
        prepared
            .headers_mut()
            .insert("authorization", session.authorization.clone());
        Ok(prepared)
    }

    /// Returns the address of a resource: always one of the org that the token is for.
    fn address(&self, path: &str, session: &Session) -> Result<Url, ClientError> {
        if path.starts_with('/') {
            resolve(&session.instance, path)
        } else {
            let version = self.version();
            resolve(
                &session.instance,
                &format!("/services/data/{version}/{path}"),
            )
        }
    }
}
