//! Setting up a client.

use std::fmt;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use ats_schema::rules::api_version::ApiVersion;
use reqwest::{Certificate, Proxy, Url, redirect};

use crate::auth::{Credentials, TokenEndpoint, TokenStore};
use crate::client::{Client, Inner};
use crate::error::ClientError;
use crate::http::{ProxyRoute, RetryPolicy, Transport, base, host, is_loopback};
use crate::send::{ApiBudget, OrgChecks, Sender};
/// Sets up a [`Client`]: where to sign in, with what, and how patient to be.
///
/// ```no_run
/// use ats_client::auth::ClientCredentials;
/// use ats_client::Client;
///
/// # async fn example() -> Result<(), ats_client::ClientError> {
/// let client = Client::builder()
///     .my_domain("acme")
///     .credentials(ClientCredentials::new("consumer key", "consumer secret"))
///     .max_daily_share(0.5)
///     .connect()
///     .await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use = "a client is made by `connect`"]
pub struct ClientBuilder {
    login: String,
    credentials: Option<Credentials>,
    version: Option<ApiVersion>,
    policy: RetryPolicy,
    connect_timeout: Duration,
    read_timeout: Duration,
    timeout: Duration,
    max_body: u64,
    proxy: Option<String>,
    roots: Vec<Vec<u8>>,
    share: Option<f64>,
    user_agent: String,
}

impl Default for ClientBuilder {
    fn default() -> Self {
        Self {
            login: "https://login.salesforce.com".to_owned(),
            credentials: None,
            version: None,
            policy: RetryPolicy::default(),
            connect_timeout: Duration::from_secs(10),
            read_timeout: Duration::from_secs(150),
            timeout: Duration::from_secs(600),
            max_body: 64 << 20,
            proxy: None,
            roots: Vec::new(),
            share: None,
            user_agent: concat!("ats-client/", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }
}

impl ClientBuilder {
    /// Signs in at `login.salesforce.com`. The default.
    pub fn production(self) -> Self {
        self.login_url("https://login.salesforce.com")
    }

    /// Signs in at `test.salesforce.com`, where sandboxes do.
    pub fn sandbox(self) -> Self {
        self.login_url("https://test.salesforce.com")
    }

    /// Signs in at the org's own address: `acme` stands for `acme.my.salesforce.com`,
    /// `acme--uat.sandbox` for a sandbox of it. The whole address, as people copy it, will do too.
    pub fn my_domain(self, name: &str) -> Self {
        let name = name.trim();
        let name = name.strip_prefix("https://").unwrap_or(name);
        let name = name.trim_end_matches('/');
        let name = name.strip_suffix(".my.salesforce.com").unwrap_or(name);
        self.login_url(format!("https://{name}.my.salesforce.com"))
    }

    /// Signs in at any address. `https` only, except for this machine.
    pub fn login_url(mut self, url: impl Into<String>) -> Self {
        self.login = url.into();
        self
    }

    /// Sets the credentials to sign in with.
    pub fn credentials(mut self, credentials: impl Into<Credentials>) -> Self {
        self.credentials = Some(credentials.into());
        self
    }

    /// Speaks this version of the API. The default is the latest that the org speaks, which changes
    /// with the org's release. One that the org does not speak is [`ClientError::Version`].
    pub const fn api_version(mut self, version: ApiVersion) -> Self {
        self.version = Some(version);
        self
    }

    /// Sets how often and how soon requests are sent again.
    pub const fn retry(mut self, policy: RetryPolicy) -> Self {
        self.policy = policy;
        self
    }

    /// The longest to wait for a connection. Default: 10 seconds.
    pub const fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// The longest silence before an answer and within it. Default: 150 seconds, since the org takes
    /// up to 120 for a query.
    pub const fn read_timeout(mut self, timeout: Duration) -> Self {
        self.read_timeout = timeout;
        self
    }

    /// The longest that one attempt may take, however the server drips. Default: 10 minutes, the
    /// longest Salesforce lets a call run. Uploads have a second more for each 32 KiB; downloads
    /// may take as long as they like, unless they stand still.
    pub const fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The largest answer that is read into memory, in bytes after decompression. Default: 64 MiB.
    /// Downloads are not held to it.
    pub const fn max_body(mut self, bytes: u64) -> Self {
        self.max_body = bytes;
        self
    }

    /// Goes through a proxy, such as `http://user:password@proxy.acme.example:3128`. The default are
    /// the usual environment variables.
    ///
    /// Encrypted requests go through it in a tunnel that it cannot look into. Those that are not, because
    /// they are for this machine, go through it only if the proxy is on this machine too.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = Some(url.into());
        self
    }

    /// Trusts the certificates in this PEM text too, such as that of a company's proxy.
    ///
    /// Trusted otherwise are Mozilla's roots, which are part of the program, and with the crate's
    /// feature `native-roots` those that this machine trusts.
    pub fn add_root_certificate(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.roots.push(pem.into());
        self
    }

    /// Stops before the org's daily API calls are used up to more than this share, by whomever:
    /// 0.8 leaves a fifth for others. Calls then fail with [`ClientError::Budget`] and nothing is
    /// sent, except for one call every five minutes, which hears whether the 24-hour window has
    /// moved on.
    ///
    /// The usage is known from the first response that has a `Sforce-Limit-Info`.
    pub const fn max_daily_share(mut self, share: f64) -> Self {
        self.share = Some(share);
        self
    }

    /// The program's name and version, for the org's logs. Default: that of this crate.
    pub fn user_agent(mut self, name: impl Into<String>) -> Self {
        self.user_agent = name.into();
        self
    }

    /// Signs in and chooses the version of the API, or checks that the org speaks the one that was
    /// asked for.
    ///
    /// With a token and a version that are given, nothing is asked: what is wrong with them shows at
    /// the first call.
    ///
    /// # Errors
    ///
    /// [`ClientError::Config`] if something does not fit together, [`ClientError::SignIn`] if the
    /// org does not let us in, [`ClientError::Version`] if it does not speak the version, and what
    /// else a call may fail with.
    pub async fn connect(self) -> Result<Client, ClientError> {
        let pinned = self.version;
        let has_token = matches!(self.credentials, Some(Credentials::AccessToken(_)));
        let client = self.build()?;
        let sender = &client.inner.sender;
        sender.tokens.session().await?;
        let version = match pinned {
            Some(version) => {
                if !has_token {
                    sender.check_version(version).await?;
                }
                version
            }
            None => sender.latest_version().await?,
        };
        // Nobody else has this client yet.
        let _ = sender.version.set(version);
        Ok(client)
    }

    fn build(self) -> Result<Client, ClientError> {
        let credentials = self.credentials.ok_or_else(|| {
            ClientError::config(
                "no credentials were given",
                "call `credentials` on the builder",
            )
        })?;
        let login = match &credentials {
            Credentials::AccessToken(token) => base(token.instance_url())?,
            _ => base(&self.login)?,
        };
        if matches!(credentials, Credentials::ClientCredentials(_))
            && matches!(
                login.host_str(),
                Some("login.salesforce.com" | "test.salesforce.com")
            )
        {
            return Err(ClientError::config(
                "client credentials work only at the org's own address",
                "call `my_domain` with the name before .my.salesforce.com",
            ));
        }
        if let Some(share) = self.share
            && !(share > 0.0 && share <= 1.0)
        {
            return Err(ClientError::config(
                format!("max_daily_share is a share of all daily calls, not {share}"),
                "give more than 0 and at most 1; 0.8 leaves a fifth for others",
            ));
        }
        let mut http = reqwest::Client::builder()
            .user_agent(self.user_agent)
            .redirect(redirect::Policy::none())
            // Only `RetryPolicy` repeats requests, refused HTTP/2 streams included, so that each
            // attempt is counted and `RetryPolicy::never` sends one request.
            .retry(reqwest::retry::never())
            .connect_timeout(self.connect_timeout)
            .pool_idle_timeout(Duration::from_secs(60))
            .tcp_keepalive(Duration::from_secs(60));
        let route = if let Some(proxy) = self.proxy {
            let none = || ClientError::config("invalid proxy URL", "write it as http://host:port");
            let address = Url::parse(&proxy).map_err(|_| none())?;
            let route = ProxyRoute::Given {
                proxy: host(&address),
                plain: is_loopback(&address),
            };
            let proxy = if is_loopback(&address) {
                Proxy::all(address)
            } else {
                Proxy::https(address)
            };
            http = http.proxy(proxy.map_err(|_| none())?);
            route
        } else if is_loopback(&login) {
            // What is for this machine goes to no proxy, least of all unencrypted.
            http = http.no_proxy();
            ProxyRoute::Direct
        } else {
            ProxyRoute::environment()
        };
        for pem in self.roots {
            for certificate in Certificate::from_pem_bundle(&pem).map_err(|error| {
                ClientError::config(
                    format!("the root certificate is not PEM text: {error}"),
                    "give text that begins with -----BEGIN CERTIFICATE-----",
                )
            })? {
                http = http.add_root_certificate(certificate);
            }
        }
        let http = http.build().map_err(|error| {
            ClientError::config(format!("the HTTP client cannot be set up: {error}"), "")
        })?;
        let transport = Transport {
            http,
            route,
            timeout: self.timeout,
            read_timeout: self.read_timeout,
            max_body: self.max_body,
        };
        let endpoint =
            TokenEndpoint::new(transport.clone(), login, credentials, self.policy.clone());
        let is_unchecked = AtomicBool::new(self.version.is_some());
        let sender = Sender {
            transport,
            tokens: Arc::new(TokenStore::new(endpoint)),
            policy: self.policy,
            budget: ApiBudget::new(self.share),
            version: self.version.map_or_else(OnceLock::new, OnceLock::from),
            is_unchecked,
        };
        Ok(Client {
            inner: Arc::new(Inner {
                sender,
                org_checks: OrgChecks::default(),
            }),
        })
    }
}

/// Prints where, and by which grant; nothing secret.
impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("credentials", &self.credentials)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}
