//! Which proxy a request goes through, so that an error can name it.

use std::sync::Arc;

use hyper_util::client::proxy::matcher::Matcher;
use reqwest::Url;

use super::address::host;

/// The way of requests, as the HTTP client takes it.
#[derive(Clone)]
pub(crate) enum ProxyRoute {
    /// Never through a proxy.
    Direct,
    /// Through the proxy that the program named, of which this is the host and port.
    Given {
        proxy: String,
        /// True if requests that are not encrypted go through it too.
        plain: bool,
    },
    /// Through those that the environment names.
    Environment(Arc<Matcher>),
}

impl ProxyRoute {
    /// As the environment says now, and with it the system where `reqwest` asks that too.
    pub(crate) fn environment() -> Self {
        Self::Environment(Arc::new(Matcher::from_system()))
    }

    /// The host and port of the proxy that a request to this address goes through, without its
    /// credentials.
    pub(crate) fn proxy(&self, url: &Url) -> Option<String> {
        match self {
            Self::Direct => None,
            Self::Given { proxy, plain } => {
                (*plain || url.scheme() == "https").then(|| proxy.clone())
            }
            Self::Environment(matcher) => {
                let proxy = matcher.intercept(&url.as_str().parse().ok()?)?;
                let proxy = Url::parse(&proxy.uri().to_string()).ok()?;
                Some(host(&proxy))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(route: &ProxyRoute, url: &str) -> Option<String> {
        route.proxy(&Url::parse(url).unwrap())
    }

    #[test]
    fn the_environments_proxies_are_named_without_their_credentials() {
        let matcher = Matcher::builder()
            .https("http://ada:s3cret@proxy.acme.example:3128")
            .no("internal.example")
            .build();
        let route = ProxyRoute::Environment(Arc::new(matcher));
        assert_eq!(
            of(&route, "https://acme.my.salesforce.com/services/data").as_deref(),
            Some("proxy.acme.example:3128")
        );
        assert_eq!(of(&route, "https://internal.example/"), None);
        assert_eq!(of(&route, "http://127.0.0.1:8080/"), None);
    }

    #[test]
    fn a_given_proxy_is_for_what_is_encrypted_unless_it_is_on_this_machine() {
        let route = |plain| ProxyRoute::Given {
            proxy: "proxy:3128".to_owned(),
            plain,
        };
        assert!(of(&route(false), "http://127.0.0.1:1/").is_none());
        assert!(of(&route(true), "http://127.0.0.1:1/").is_some());
        assert!(of(&route(false), "https://acme.example/").is_some());
        assert!(of(&ProxyRoute::Direct, "https://acme.example/").is_none());
    }
}
