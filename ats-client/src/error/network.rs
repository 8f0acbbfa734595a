//! The errors of requests to which no response was received.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use super::printable::printable;

/// The network, or the server's certificate, stood in the way.
#[derive(Clone)]
pub struct NetworkError {
    kind: NetworkErrorKind,
    host: String,
    /// The host and port of the proxy on the way, without its credentials.
    proxy: Option<String>,
    source: Arc<dyn Error + Send + Sync>,
}

/// The stage at which the request failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NetworkErrorKind {
    /// The host's name has no address.
    Dns,
    /// No connection could be made.
    Connect,
    /// The proxy on the way did not let the request through.
    Proxy,
    /// The server's certificate is not trusted, or TLS failed otherwise.
    Tls,
    /// The server refused the request without processing it, as HTTP/2 allows (`REFUSED_STREAM`, or a
    /// `GOAWAY` for an earlier stream).
    ///
    /// Source: RFC 9113, sections 6.8 and 8.7.
    NotProcessed,
    /// A connection was made, but the answer did not come in time.
    Timeout,
    /// The connection broke before the answer was complete.
    Interrupted,
}

impl NetworkErrorKind {
    /// Returns true if trying again may help.
    #[must_use]
    pub const fn is_transient(self) -> bool {
        !matches!(self, Self::Tls)
    }
}

impl NetworkError {
    /// Returns the stage at which the request failed.
    #[must_use]
    pub const fn kind(&self) -> NetworkErrorKind {
        self.kind
    }

    /// Returns the host of the request.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The host and port of the proxy that the request went through, if it did; without its user
    /// name and password.
    #[must_use]
    pub fn proxy(&self) -> Option<&str> {
        self.proxy.as_deref()
    }

    /// Returns true if it is certain that the request was not processed: no connection was made, or
    /// the server said so.
    pub(crate) const fn was_not_processed(&self) -> bool {
        matches!(
            self.kind,
            NetworkErrorKind::Dns
                | NetworkErrorKind::Connect
                | NetworkErrorKind::Proxy
                | NetworkErrorKind::Tls
                | NetworkErrorKind::NotProcessed
        )
    }

    /// No answer, or no more of it, in time.
    pub(crate) fn timeout(host: &str) -> Self {
        Self {
            kind: NetworkErrorKind::Timeout,
            host: host.to_owned(),
            proxy: None,
            source: Arc::new(std::io::Error::from(std::io::ErrorKind::TimedOut)),
        }
    }

    /// The answer ended before it was complete.
    pub(crate) fn cut_off(host: &str) -> Self {
        Self {
            kind: NetworkErrorKind::Interrupted,
            host: host.to_owned(),
            proxy: None,
            source: Arc::new(std::io::Error::from(std::io::ErrorKind::UnexpectedEof)),
        }
    }

    /// From reqwest's error about a request whose response has not begun, without the URL, which may
    /// hold a query's values.
    pub(crate) fn sending(host: &str, proxy: Option<String>, error: reqwest::Error) -> Self {
        let kind = if was_refused(&error) {
            NetworkErrorKind::NotProcessed
        } else if error.is_connect() {
            connect_kind(&chain(&error), proxy.is_some())
        } else {
            interruption(&error)
        };
        Self::of(kind, host, proxy, error)
    }

    /// From reqwest's error about a response that has begun, so that nothing proves any more that
    /// the request was not processed.
    pub(crate) fn receiving(host: &str, proxy: Option<String>, error: reqwest::Error) -> Self {
        Self::of(interruption(&error), host, proxy, error)
    }

    fn of(
        kind: NetworkErrorKind,
        host: &str,
        proxy: Option<String>,
        error: reqwest::Error,
    ) -> Self {
        Self {
            kind,
            host: host.to_owned(),
            proxy,
            source: Arc::new(Cause(root_cause(&error.without_url()))),
        }
    }
}

/// Why no connection could be made, from the words of an error and its causes.
fn connect_kind(chain: &str, through_proxy: bool) -> NetworkErrorKind {
    if through_proxy && refused_by_proxy(chain) {
        NetworkErrorKind::Proxy
    } else if chain.contains("dns error") || chain.contains("failed to lookup") {
        NetworkErrorKind::Dns
    } else if mentions_tls(chain) {
        NetworkErrorKind::Tls
    } else {
        NetworkErrorKind::Connect
    }
}

fn interruption(error: &reqwest::Error) -> NetworkErrorKind {
    if error.is_timeout() {
        NetworkErrorKind::Timeout
    } else {
        NetworkErrorKind::Interrupted
    }
}

/// Returns true if the server declared over HTTP/2 that it did not process the request.
///
/// The h2 crate reports a remote `GOAWAY` only on streams after the last one that the server
/// processed; the earlier ones go on, and end with an error of their own if the connection does.
fn was_refused(error: &reqwest::Error) -> bool {
    let mut next = error.source();
    while let Some(error) = next {
        if let Some(error) = error.downcast_ref::<h2::Error>() {
            let refused = error.is_reset() && error.reason() == Some(h2::Reason::REFUSED_STREAM);
            return error.is_remote() && (refused || error.is_go_away());
        }
        next = error.source();
    }
    false
}

/// Everything that an error and its causes say, in lower case.
fn chain(error: &(dyn Error + 'static)) -> String {
    let mut text = String::new();
    let mut next = Some(error);
    while let Some(error) = next {
        text.push_str(&error.to_string().to_lowercase());
        text.push('\n');
        next = error.source();
    }
    text
}

/// Returns true if the proxy was reached, and said no; hyper-util's words.
fn refused_by_proxy(chain: &str) -> bool {
    chain.contains("tunnel error") && !chain.contains("failed to create underlying connection")
}

fn mentions_tls(chain: &str) -> bool {
    [
        "certificate",
        "tls",
        "handshake",
        "invalidcontenttype",
        "corrupt message",
    ]
    .iter()
    .any(|word| chain.contains(word))
}

impl fmt::Display for NetworkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = &self.host;
        match (self.kind, &self.proxy) {
            (NetworkErrorKind::Dns, None) => write!(f, "the name {host} has no address"),
            (NetworkErrorKind::Dns, Some(proxy)) => write!(
                f,
                "the name of the proxy {proxy}, on the way to {host}, has no address"
            ),
            (NetworkErrorKind::Connect, None) => write!(
                f,
                "no connection to {host} could be made ({})",
                root_cause(&*self.source)
            ),
            (NetworkErrorKind::Connect, Some(proxy)) => write!(
                f,
                "no connection to the proxy {proxy}, on the way to {host}, could be made ({})",
                root_cause(&*self.source)
            ),
            (NetworkErrorKind::Proxy, proxy) => write!(
                f,
                "the proxy {} did not let a request to {host} through ({})",
                proxy.as_deref().unwrap_or("on the way"),
                root_cause(&*self.source)
            ),
            (NetworkErrorKind::Tls, _) => write!(
                f,
                "no secure connection to {host} could be made ({})",
                root_cause(&*self.source)
            ),
            (NetworkErrorKind::NotProcessed, _) => {
                write!(f, "{host} refused the request without processing it")
            }
            (NetworkErrorKind::Timeout, _) => write!(f, "{host} did not answer in time"),
            (NetworkErrorKind::Interrupted, _) => write!(
                f,
                "the connection to {host} broke before the answer was complete"
            ),
        }
    }
}

impl NetworkError {
    pub(crate) fn help(&self) -> String {
        match (self.kind, &self.proxy) {
            (NetworkErrorKind::Dns | NetworkErrorKind::Connect, Some(_)) => {
                "check the proxy's address, which the builder's `proxy` or the environment's `HTTPS_PROXY` gives, and that the proxy is running"
            }
            (NetworkErrorKind::Dns, None) => {
                "check its spelling (My Domain is <name>.my.salesforce.com) and that this machine has a network"
            }
            (NetworkErrorKind::Connect, None) => {
                "check that this machine has a network and that a firewall or proxy lets it through"
            }
            (NetworkErrorKind::Proxy, _) => {
                "check the user name and password for the proxy, and that it lets this host through"
            }
            (NetworkErrorKind::Tls, _) => {
                "check the address, this machine's clock, and whether a proxy replaces certificates (`add_root_certificate` trusts its own)"
            }
            (NetworkErrorKind::NotProcessed, _) => "try again later, or make fewer requests at the same time",
            (NetworkErrorKind::Timeout, _) => "try again, or allow more time with `timeout`",
            (NetworkErrorKind::Interrupted, _) => "try again",
        }
        .to_owned()
    }
}

/// The words of the last cause of an error. The error itself is not kept: its causes may hold what a
/// proxy or a server said, as the debug data of HTTP/2 does.
#[derive(Debug)]
struct Cause(String);

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for Cause {}

fn root_cause(error: &(dyn Error + 'static)) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    match error
        .downcast_ref::<h2::Error>()
        .and_then(h2::Error::reason)
    {
        Some(reason) => format!("HTTP/2: {reason}"),
        None => printable(&error.to_string()),
    }
}

impl fmt::Debug for NetworkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NetworkError")
            .field("kind", &self.kind)
            .field("host", &self.host)
            .field("proxy", &self.proxy)
            .field("source", &self.source)
            .finish()
    }
}

impl Error for NetworkError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        use NetworkErrorKind as Kind;
        match self.kind {
            // The message contains the cause.
            Kind::Connect | Kind::Proxy | Kind::Tls => None,
            Kind::Dns | Kind::NotProcessed | Kind::Timeout | Kind::Interrupted => {
                Some(&*self.source)
            }
        }
    }
}
