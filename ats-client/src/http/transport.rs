//! One request and its response, over reqwest: no retries, no tokens.

use std::time::Duration;

use reqwest::{Method, Request, Url};

use super::address::{host, is_loopback, same_origin};
use super::proxy::ProxyRoute;
use super::response::Response;
use crate::error::{ClientError, NetworkError, NotSalesforce, UnexpectedBody, printable};

/// Sends requests.
#[derive(Clone)]
pub(crate) struct Transport {
    pub(crate) http: reqwest::Client,
    /// The way that `http` takes.
    pub(crate) route: ProxyRoute,
    /// The longest that one attempt may take, from connecting to the last byte.
    pub(crate) timeout: Duration,
    /// The longest silence before an answer and within it.
    pub(crate) read_timeout: Duration,
    /// The largest body that is read into memory.
    pub(crate) max_body: u64,
}

/// The time that a request may take.
#[derive(Clone, Copy)]
pub(crate) struct Patience {
    /// Until the head of the answer is there.
    head: Option<Duration>,
    /// Until the last byte is there.
    total: Option<Duration>,
}

/// The lowest speed of an upload, in bytes a second.
const SLOWEST_UPLOAD: u64 = 32 << 10;

/// The time that an upload of unknown size may take.
const LONGEST_UPLOAD: Duration = Duration::from_secs(2 * 60 * 60);

/// Maximum number of redirects within the origin that are followed.
const MAX_REDIRECTS: usize = 5;

impl Transport {
    /// Sends a request and reads the answer's head.
    ///
    /// Redirects are followed only for `GET` and `HEAD`, and only within the origin.
    pub(crate) async fn open(
        &self,
        mut request: Request,
        patience: Patience,
    ) -> Result<reqwest::Response, ClientError> {
        *request.timeout_mut() = patience.total;
        let origin = request.url().clone();
        let host = host(&origin);
        let again = matches!(*request.method(), Method::GET | Method::HEAD);
        let mut redirects = 0;
        loop {
            let next = if again { request.try_clone() } else { None };
            let sent = self.http.execute(request);
            let response = match patience.head {
                Some(head) => tokio::time::timeout(head, sent)
                    .await
                    .map_err(|_| NetworkError::timeout(&host))?,
                None => sent.await,
            }
            .map_err(|error| NetworkError::sending(&host, self.route.proxy(&origin), error))?;
            let Some(target) = redirect(&response) else {
                return Ok(response);
            };
            let status = response.status().as_u16();
            let unfollowed = |body| NotSalesforce {
                host: host.clone(),
                status,
                excerpt: String::new(),
                raw_excerpt: String::new(),
                body,
                retry_after: None,
            };
            match (next, target) {
                (Some(_), Some(url))
                    if same_origin(&origin, &url) && redirects == MAX_REDIRECTS =>
                {
                    return Err(unfollowed(UnexpectedBody::RedirectLoop).into());
                }
                (Some(mut next), Some(url)) if same_origin(&origin, &url) => {
                    *next.url_mut() = url;
                    request = next;
                    redirects += 1;
                }
                (_, target) => {
                    let to = target.as_ref().map_or_else(String::new, printable_origin);
                    return Err(unfollowed(UnexpectedBody::Redirect { to }).into());
                }
            }
        }
    }

    /// For an answer that is read as a whole.
    pub(crate) const fn ordinary(&self) -> Patience {
        Patience {
            head: Some(self.read_timeout),
            total: Some(self.timeout),
        }
    }

    /// For a file that comes down, however long it takes as long as it comes.
    pub(crate) const fn download(&self) -> Patience {
        Patience {
            head: Some(self.read_timeout),
            total: None,
        }
    }

    /// For a file that goes up, of so many bytes.
    pub(crate) fn upload(&self, bytes: Option<u64>) -> Patience {
        let more = bytes.map_or(LONGEST_UPLOAD, |bytes| {
            Duration::from_secs(bytes / SLOWEST_UPLOAD)
        });
        Patience {
            head: None,
            total: Some(self.timeout + more),
        }
    }

    /// Sends a request and reads the whole answer.
    pub(crate) async fn send(
        &self,
        request: Request,
        patience: Patience,
        operation: &'static str,
    ) -> Result<Response, ClientError> {
        let response = self.open(request, patience).await?;
        self.read(response, operation).await
    }

    /// Reads an answer to its end.
    pub(crate) async fn read(
        &self,
        mut response: reqwest::Response,
        operation: &'static str,
    ) -> Result<Response, ClientError> {
        let (status, host) = (response.status(), host(response.url()));
        let headers = std::mem::take(response.headers_mut());
        let body = self.read_capped(response, &headers, operation).await?;
        let body = self.decode(body, &headers, &host, operation)?;
        Ok(Response {
            host,
            status,
            headers,
            body,
        })
    }
}

/// The origin of a redirect's target, for an error. Of a host outside Salesforce only the end is
/// printed: a server can put what it was sent into the rest.
fn printable_origin(url: &Url) -> String {
    const SALESFORCE: [&str; 3] = [".salesforce.com", ".force.com", ".salesforce-sites.com"];
    let (scheme, host) = (url.scheme(), url.host_str().unwrap_or_default());
    if is_loopback(url) || SALESFORCE.iter().any(|domain| host.ends_with(domain)) {
        return printable(&url.origin().ascii_serialization());
    }
    let mut labels = host.rsplitn(3, '.');
    match (labels.next(), labels.next(), labels.next()) {
        (Some(last), Some(domain), Some(_)) => printable(&format!("{scheme}://….{domain}.{last}")),
        _ => printable(&format!("{scheme}://{host}")),
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
