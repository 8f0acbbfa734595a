//! No answer came.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

/// The network, or the server's certificate, stood in the way.
#[derive(Clone)]
pub struct NetworkError {
    kind: NetworkKind,
    host: String,
    source: Arc<dyn Error + Send + Sync>,
}

/// Where on the way it failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NetworkKind {
    /// The host's name has no address.
    Dns,
    /// No connection could be made.
    Connect,
    /// The server's certificate is not trusted, or TLS failed otherwise.
    Tls,
    /// A connection was made, but the answer did not come in time.
    Timeout,
    /// The connection broke before the answer was complete.
    Interrupted,
}

impl NetworkKind {
    /// Whether trying again may help.
    #[must_use]
    pub const fn is_transient(self) -> bool {
        !matches!(self, Self::Tls)
    }
}

impl NetworkError {
    /// Where on the way it failed.
    #[must_use]
    pub const fn kind(&self) -> NetworkKind {
        self.kind
    }

    /// The host that was asked.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Whether it is certain that the request never left: no connection was made.
    pub(crate) const fn was_not_sent(&self) -> bool {
        matches!(
            self.kind,
            NetworkKind::Dns | NetworkKind::Connect | NetworkKind::Tls
        )
    }

    /// No answer, or no more of it, in time.
    pub(crate) fn timeout(host: &str) -> Self {
        Self {
            kind: NetworkKind::Timeout,
            host: host.to_owned(),
            source: Arc::new(std::io::Error::from(std::io::ErrorKind::TimedOut)),
        }
    }

    /// The answer ended before it was complete.
    pub(crate) fn cut_off(host: &str) -> Self {
        Self {
            kind: NetworkKind::Interrupted,
            host: host.to_owned(),
            source: Arc::new(std::io::Error::from(std::io::ErrorKind::UnexpectedEof)),
        }
    }

    /// From reqwest's error, without the URL, which may hold a query's values.
    pub(crate) fn new(host: &str, error: reqwest::Error) -> Self {
        let error = error.without_url();
        let chain = chain(&error);
        let kind = if error.is_connect() {
            if chain.contains("dns error") || chain.contains("failed to lookup") {
                NetworkKind::Dns
            } else if mentions_tls(&chain) {
                NetworkKind::Tls
            } else {
                NetworkKind::Connect
            }
        } else if error.is_timeout() {
            NetworkKind::Timeout
        } else {
            NetworkKind::Interrupted
        };
        Self {
            kind,
            host: host.to_owned(),
            source: Arc::new(error),
        }
    }
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
        match self.kind {
            NetworkKind::Dns => write!(
                f,
                "the name {host} has no address; check its spelling (My Domain is <name>.my.salesforce.com) and that this machine has a network"
            ),
            NetworkKind::Connect => write!(
                f,
                "no connection to {host} could be made; check that this machine has a network and that a firewall or proxy lets it through"
            ),
            NetworkKind::Tls => write!(
                f,
                "no secure connection to {host} could be made ({}); check the address, this machine's clock, and whether a proxy replaces certificates (`add_root_certificate` trusts its own)",
                root_cause(&*self.source)
            ),
            NetworkKind::Timeout => write!(
                f,
                "{host} did not answer in time; try again, or allow more time with `timeout`"
            ),
            NetworkKind::Interrupted => write!(
                f,
                "the connection to {host} broke before the answer was complete; try again"
            ),
        }
    }
}

fn root_cause(error: &(dyn Error + 'static)) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}

impl fmt::Debug for NetworkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NetworkError")
            .field("kind", &self.kind)
            .field("host", &self.host)
            .field("source", &self.source)
            .finish()
    }
}

impl Error for NetworkError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.source)
    }
}
