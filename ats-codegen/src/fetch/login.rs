//! How people hold an org: the Salesforce CLI, a token, OAuth, an emulated one.

mod token_rotation;

use std::env;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use ats_client::auth::{
    AccessToken, ClientCredentials, Credentials, JwtBearer, Password, RefreshToken,
};
use ats_client::{ApiVersion, Client, ClientBuilder};
use secrecy::{ExposeSecret as _, SecretString};

use self::token_rotation::{Keeper, Place};
use super::{FetchError, sf};
use crate::config::OrgConfig;

/// The alias that means: whatever the environment says.
pub(super) const ENVIRONMENT: &str = "env";

/// The alias of the emulated org.
pub(super) const EMBEDDED: &str = "embedded";

/// What was said about the org on the command line; the environment and the configuration fill
/// in what is missing, in this order. Nothing secret is in it.
#[derive(Clone, Debug, Default)]
pub struct Login {
    /// An alias of the Salesforce CLI, `env` or `embedded`.
    pub alias: Option<String>,
    /// The org's address, for a token from standard input.
    pub instance_url: Option<String>,
    /// Whether the token comes from standard input.
    pub token_stdin: bool,
    /// `client-credentials`, `jwt`, `refresh-token` or `password`.
    pub auth: Option<String>,
    /// Where to sign in.
    pub login_url: Option<String>,
    /// The connected app's consumer key.
    pub client_id: Option<String>,
    /// The user to sign in as.
    pub username: Option<String>,
    /// The file of the private key.
    pub jwt_key_file: Option<PathBuf>,
    /// Folder of the describes that the embedded org is made of.
    #[cfg(feature = "embedded")]
    pub embedded_schemas: Option<PathBuf>,
    /// What the configuration says.
    pub config: OrgConfig,
    /// Is given what a person should know before and after a token is used, such as that a new
    /// refresh token cannot be saved where the old one came from.
    pub warn: Option<fn(&str)>,
}

/// A way in.
pub(super) enum Way {
    Sf(String),
    Given {
        login_url: Option<String>,
        credentials: Credentials,
    },
    /// A refresh token, and where a new one is saved.
    Refresh {
        login_url: Option<String>,
        credentials: RefreshToken,
        keeper: Keeper,
        /// Held until the new token is saved.
        lock: Option<File>,
    },
    Embedded,
}

/// A client, and what has to live as long as it.
pub(super) struct Connected {
    pub(super) client: Client,
    #[cfg(feature = "embedded")]
    pub(super) _org: Option<ats_emulator::Emulator>,
}

impl Login {
    /// Which way in was meant. Reads the environment, files and standard input.
    pub(super) fn way(&self) -> Result<Way, FetchError> {
        if let Some(alias) = &self.alias {
            return self.by_alias(alias);
        }
        if self.token_stdin || self.instance_url.is_some() {
            return self.by_token();
        }
        let config = &self.config;
        if let Some(auth) = &self.auth {
            return self.by_oauth(auth);
        }
        if let Some(way) = self.by_environment()? {
            return Ok(way);
        }
        match (&config.alias, &config.auth) {
            (Some(alias), _) => self.by_alias(alias),
            (None, Some(auth)) => self.by_oauth(auth),
            (None, None) => Err(FetchError::NoOrg),
        }
    }

    fn by_alias(&self, alias: &str) -> Result<Way, FetchError> {
        match alias {
            "" => Err(FetchError::Options("--org is empty; name an alias of the Salesforce CLI".into())),
            EMBEDDED => Ok(Way::Embedded),
            ENVIRONMENT => self.by_environment()?.ok_or_else(|| {
                FetchError::Options(
                    "--org env: the environment names no org; set SFDX_AUTH_URL, or ATS_AUTH and what it needs"
                        .into(),
                )
            }),
            alias => Ok(Way::Sf(alias.to_owned())),
        }
    }

    fn by_environment(&self) -> Result<Option<Way>, FetchError> {
        if let Some(url) = variable("SFDX_AUTH_URL")? {
            return auth_url(&SecretString::from(url), self.warn).map(Some);
        }
        match variable("ATS_AUTH")? {
            Some(auth) => self.by_oauth(&auth).map(Some),
            None => Ok(None),
        }
    }

    fn by_token(&self) -> Result<Way, FetchError> {
        let (Some(url), true) = (&self.instance_url, self.token_stdin) else {
            return Err(FetchError::Options(
                "--instance-url and --access-token-stdin go together: the address of the org, and \
                 its token on standard input"
                    .into(),
            ));
        };
        let mut text = String::new();
        let read = std::io::stdin().take(64 * 1024).read_to_string(&mut text);
        read.map_err(|error| {
            FetchError::Options(format!(
                "cannot read the token from standard input: {error}"
            ))
        })?;
        let text = SecretString::from(text);
        let token = text.expose_secret().trim();
        if token.is_empty() {
            return Err(FetchError::Options(
                "standard input holds no token; pipe one in, such as that of `sf org auth \
                 show-access-token`"
                    .into(),
            ));
        }
        Ok(Way::Given {
            login_url: None,
            credentials: AccessToken::new(url, token.to_owned()).into(),
        })
    }

    fn by_oauth(&self, auth: &str) -> Result<Way, FetchError> {
        let config = &self.config;
        let login_url = either(&self.login_url, "ATS_LOGIN_URL", &config.login_url)?;
        let client_id = need(
            either(&self.client_id, "ATS_CLIENT_ID", &config.client_id)?,
            auth,
            "the consumer key: --client-id or ATS_CLIENT_ID",
        )?;
        let secret = || {
            let file = config.client_secret_file.as_deref();
            secret_of("ATS_CLIENT_SECRET", "consumer secret", file)
        };
        let need_secret = || {
            need(
                secret()?,
                auth,
                "the consumer secret: ATS_CLIENT_SECRET or client-secret-file",
            )
        };
        let username = || {
            need(
                either(&self.username, "ATS_USERNAME", &config.username)?,
                auth,
                "the user: --username or ATS_USERNAME",
            )
        };
        let credentials = match auth {
            "client-credentials" => ClientCredentials::new(client_id, need_secret()?).into(),
            "password" => {
                let file = config.password_file.as_deref();
                let password = secret_of("ATS_PASSWORD", "password", file)?;
                let password = need(
                    password,
                    auth,
                    "the password: ATS_PASSWORD or password-file",
                )?;
                Password::new(client_id, need_secret()?, username()?, password).into()
            }
            "refresh-token" => {
                let (name, file) = ("ATS_REFRESH_TOKEN", config.refresh_token_file.as_deref());
                let place = match (variable(name)?, file) {
                    (None, Some(file)) => Place::File(file.to_owned()),
                    _ => Place::Variable(name),
                };
                let lock = match &place {
                    Place::File(path) => lock_token(path)?,
                    Place::Variable(_) => None,
                };
                let token = secret_of(name, "refresh token", file)?;
                let words = "the refresh token: ATS_REFRESH_TOKEN or refresh-token-file";
                let mut credentials = RefreshToken::new(client_id, need(token, auth, words)?);
                if let Some(secret) = secret()? {
                    credentials = credentials.client_secret(secret);
                }
                return Ok(Way::Refresh {
                    login_url,
                    credentials,
                    keeper: Keeper::new(place, self.warn),
                    lock,
                });
            }
            "jwt" => {
                let file = variable("ATS_JWT_KEY_FILE")?.map(PathBuf::from);
                let file = self
                    .jwt_key_file
                    .clone()
                    .or(file)
                    .or_else(|| config.jwt_key_file.clone());
                let file = need(
                    file,
                    auth,
                    "the private key: --jwt-key-file or ATS_JWT_KEY_FILE",
                )?;
                JwtBearer::new(client_id, username()?, from_file("private key", &file)?).into()
            }
            other => {
                return Err(FetchError::Options(format!(
                    "unknown sign-in method `{other}`: use client-credentials, jwt, refresh-token or password"
                )));
            }
        };
        Ok(Way::Given {
            login_url,
            credentials,
        })
    }

    /// Signs in; `version` is the version of the API that is wanted, if any.
    pub(super) async fn connect(
        &self,
        way: Way,
        wanted: Option<ApiVersion>,
    ) -> Result<Connected, FetchError> {
        let builder =
            Client::builder().user_agent(concat!("ats-codegen/", env!("CARGO_PKG_VERSION")));
        match way {
            Way::Embedded => self.embedded(builder, wanted).await,
            Way::Given {
                login_url,
                credentials,
            } => {
                let builder = match login_url {
                    Some(url) => builder.login_url(url),
                    None => builder,
                };
                finish(builder.credentials(credentials), wanted).await
            }
            Way::Refresh {
                login_url,
                credentials,
                keeper,
                lock,
            } => {
                let builder = match login_url {
                    Some(url) => builder.login_url(url),
                    None => builder,
                };
                keeper.warn_before_use();
                let credentials = credentials.on_rotation(move |token| keeper.save(token));
                let connected = finish(builder.credentials(credentials), wanted).await;
                drop(lock);
                connected
            }
            Way::Sf(alias) => {
                let org = sf::ask(&alias).await?;
                let theirs = org.api_version.and_then(|it| it.parse().ok());
                finish(builder.credentials(org.credentials), wanted.or(theirs)).await
            }
        }
    }

    #[cfg(feature = "embedded")]
    async fn embedded(
        &self,
        builder: ClientBuilder,
        wanted: Option<ApiVersion>,
    ) -> Result<Connected, FetchError> {
        let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas");
        let schemas = match &self.embedded_schemas {
            Some(folder) => folder.clone(),
            None if beside.is_dir() => beside,
            None => "schemas".into(),
        };
        let org = ats_emulator::Emulator::builder()
            .schemas(schemas)
            .start()
            .await
            .map_err(|it| FetchError::Embedded(it.to_string()))?;
        // Whoever gives something for each credential may sign in.
        let credentials = Password::new(
            "embedded",
            "embedded".to_owned(),
            "admin@embedded.example",
            "embedded".to_owned(),
        );
        let builder = builder.login_url(org.base_url()).credentials(credentials);
        let mut connected = finish(builder, wanted).await?;
        connected._org = Some(org);
        Ok(connected)
    }

    #[cfg(not(feature = "embedded"))]
    async fn embedded(
        &self,
        _builder: ClientBuilder,
        _wanted: Option<ApiVersion>,
    ) -> Result<Connected, FetchError> {
        Err(FetchError::Embedded(
            "this program was built without it; from a checkout: `cargo run -p ats-codegen \
             --features embedded -- fetch --org embedded`"
                .to_owned(),
        ))
    }
}

async fn finish(
    builder: ClientBuilder,
    version: Option<ApiVersion>,
) -> Result<Connected, FetchError> {
    let builder = match version {
        Some(version) => builder.api_version(version),
        None => builder,
    };
    let client = builder
        .connect()
        .await
        .map_err(FetchError::client("cannot sign in"))?;
    Ok(Connected {
        client,
        #[cfg(feature = "embedded")]
        _org: None,
    })
}

/// `force://<clientId>:<clientSecret>:<refreshToken>@<instanceUrl>`, as `sf org auth
/// show-sfdx-auth-url` prints it; key and secret may be missing together.
///
/// Source: Salesforce CLI Command Reference, *org login sfdx-url*.
fn auth_url(url: &SecretString, warn: Option<fn(&str)>) -> Result<Way, FetchError> {
    let wrong = || {
        FetchError::Options(
            "invalid SFDX_AUTH_URL: expected \
             force://<clientId>:<clientSecret>:<refreshToken>@<host>, as `sf org auth \
             show-sfdx-auth-url` prints it"
                .to_owned(),
        )
    };
    let text = url
        .expose_secret()
        .trim()
        .strip_prefix("force://")
        .ok_or_else(wrong)?;
    let (secrets, host) = text.rsplit_once('@').ok_or_else(wrong)?;
    let parts: Vec<&str> = secrets.split(':').collect();
    let (client_id, secret, token) = match parts[..] {
        [token] => ("PlatformCLI", "", token),
        [id, token] => (id, "", token),
        [id, secret, token] => (id, secret, token),
        _ => return Err(wrong()),
    };
    if client_id.is_empty() || token.is_empty() || host.is_empty() {
        return Err(wrong());
    }
    let mut credentials = RefreshToken::new(client_id, token.to_owned());
    if !secret.is_empty() {
        credentials = credentials.client_secret(secret.to_owned());
    }
    Ok(Way::Refresh {
        login_url: Some(host.to_owned()),
        credentials,
        keeper: Keeper::new(Place::Variable("SFDX_AUTH_URL"), warn),
        lock: None,
    })
}

/// An environment variable; one that is set to nothing is a mistake that would otherwise show
/// much later.
fn variable(name: &'static str) -> Result<Option<String>, FetchError> {
    match env::var(name) {
        Ok(text) if text.trim().is_empty() => Err(FetchError::EmptyVariable(name)),
        Ok(text) => Ok(Some(text)),
        Err(env::VarError::NotPresent) => Ok(None),
        Err(env::VarError::NotUnicode(_)) => {
            Err(FetchError::Options(format!("{name} is not Unicode text")))
        }
    }
}

/// The command line, else the environment, else the configuration.
fn either(
    given: &Option<String>,
    name: &'static str,
    config: &Option<String>,
) -> Result<Option<String>, FetchError> {
    if given.is_some() {
        return Ok(given.clone());
    }
    Ok(variable(name)?.or_else(|| config.clone()))
}

fn need<T>(value: Option<T>, auth: &str, what: &str) -> Result<T, FetchError> {
    value.ok_or_else(|| FetchError::Options(format!("to sign in by {auth}, give {what}")))
}

/// A secret of the environment, else of a file.
fn secret_of(
    name: &'static str,
    what: &'static str,
    file: Option<&Path>,
) -> Result<Option<SecretString>, FetchError> {
    match (variable(name)?, file) {
        (Some(text), _) => Ok(Some(SecretString::from(text))),
        (None, Some(file)) => from_file(what, file).map(Some),
        (None, None) => Ok(None),
    }
}

/// Locks the file of a refresh token: two runs that use one token would revoke it.
fn lock_token(path: &Path) -> Result<Option<File>, FetchError> {
    match token_rotation::lock(path) {
        Err(error) if error.kind() == io::ErrorKind::TimedOut => Err(FetchError::SecretFile {
            what: "refresh token",
            path: path.to_owned(),
            why: error.to_string(),
        }),
        // If it cannot be read, reading it says so.
        result => Ok(result.ok().flatten()),
    }
}

fn from_file(what: &'static str, path: &Path) -> Result<SecretString, FetchError> {
    let error = |why: String| FetchError::SecretFile {
        what,
        path: path.to_owned(),
        why,
    };
    let text = fs::read_to_string(path).map_err(|it| error(it.to_string()))?;
    let text = SecretString::from(text);
    match text.expose_secret().trim() {
        "" => Err(error("it is empty".to_owned())),
        text => Ok(SecretString::from(text.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn auth_urls_are_taken_apart() {
        let host = |text: &str| match auth_url(&SecretString::from(text.to_owned()), None) {
            Ok(Way::Refresh { login_url, .. }) => login_url,
            _ => None,
        };
        for good in [
            "force://PlatformCLI::5Aep@acme.my.salesforce.com",
            "force://id:secret:5Aep@acme.my.salesforce.com\n",
            "force://5Aep@acme.my.salesforce.com",
        ] {
            assert_eq!(
                host(good).as_deref(),
                Some("acme.my.salesforce.com"),
                "{good}"
            );
        }
        for bad in [
            "",
            "force://",
            "force://::@x",
            "https://acme.my.salesforce.com",
            "force://a:b:c:d@x",
        ] {
            assert_eq!(host(bad), None, "{bad}");
        }
    }
}
