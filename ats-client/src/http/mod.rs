//! One request and its answer, over reqwest: no retries, no tokens.

mod address;
mod body;

use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{HeaderMap, HeaderValue};
use reqwest::{Method, Request, StatusCode, Url};

pub(crate) use address::{base, encode, is_loopback, resolve, same_origin};
pub(crate) use body::{Payload, read_capped};

use crate::error::{Foreign, NotSalesforce};
use crate::{ClientError, NetworkError};

/// An answer, read to its end.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// Whether an earlier attempt of the same call may have been carried out.
    pub(crate) uncertain_before: bool,
}

/// Sends requests.
#[derive(Clone)]
pub(crate) struct Transport {
    pub(crate) http: reqwest::Client,
    /// The longest that one attempt may take, from connecting to the last byte.
    pub(crate) timeout: Duration,
    /// The largest body that is read into memory.
    pub(crate) max_body: u64,
}

/// How many redirects within the origin are followed.
const MAX_REDIRECTS: usize = 5;

impl Transport {
    /// Sends a request and reads the answer's head.
    ///
    /// Redirects are followed only for `GET` and `HEAD`, and only within the origin.
    pub(crate) async fn open(
        &self,
        mut request: Request,
        timeout: Option<Duration>,
    ) -> Result<reqwest::Response, ClientError> {
        *request.timeout_mut() = timeout;
        let origin = request.url().clone();
        let host = host(&origin);
        let again = matches!(*request.method(), Method::GET | Method::HEAD);
        for _ in 0..=MAX_REDIRECTS {
            let next = if again { request.try_clone() } else { None };
            let response = self
                .http
                .execute(request)
                .await
                .map_err(|error| NetworkError::new(&host, error))?;
            let Some(target) = redirect(&response) else {
                return Ok(response);
            };
            match (next, target) {
                (Some(mut next), Some(url)) if same_origin(&origin, &url) => {
                    *next.url_mut() = url;
                    request = next;
                }
                (_, target) => {
                    let to = target.map_or_else(String::new, |url| url.origin().ascii_serialization());
                    return Err(NotSalesforce {
                        host,
                        status: response.status().as_u16(),
                        excerpt: String::new(),
                        what: Foreign::Redirect { to },
                    }
                    .into());
                }
            }
        }
        Err(ClientError::config(format!(
            "{host} redirects in a circle; check the address"
        )))
    }

    /// Sends a request and reads the whole answer.
    pub(crate) async fn send(
        &self,
        request: Request,
        operation: &'static str,
    ) -> Result<Answer, ClientError> {
        let host = host(request.url());
        let mut response = self.open(request, Some(self.timeout)).await?;
        let status = response.status();
        let headers = std::mem::take(response.headers_mut());
        let body = read_capped(response, &headers, self.max_body, operation, &host).await?;
        Ok(Answer {
            status,
            headers,
            body,
            uncertain_before: false,
        })
    }
}

/// Where a redirect leads; `None` if the answer is none.
fn redirect(response: &reqwest::Response) -> Option<Option<Url>> {
    // 300 is Salesforce's answer for several matches, 304 for nothing new.
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let location = response.headers().get("location")?;
    Some(
        location
            .to_str()
            .ok()
            .and_then(|location| response.url().join(location).ok()),
    )
}

/// The host of a URL, with its port where one is given.
pub(crate) fn host(url: &Url) -> String {
    match (url.host_str(), url.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (Some(host), None) => host.to_owned(),
        (None, _) => String::new(),
    }
}

/// A header that is never printed.
pub(crate) fn sensitive(text: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(text).ok()?;
    value.set_sensitive(true);
    Some(value)
}
