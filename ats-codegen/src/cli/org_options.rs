//! Options about an org, shared by `fetch` and `check`.

use std::path::{Path, PathBuf};

use ats_client::ApiVersion;
use ats_schema::describe::Describe;
use clap::Args;

use super::failure::Failure;
use super::shared_options::Generation;
use super::shell_command::Command;
use crate::config::Config;
use crate::conventions::CONFIG_FILE;
use crate::error::Warning;
use crate::fetch::{Asked, Described, Fetch, FetchError, GUIDE, Login, Permissions, Selection};

/// How people hold an org. Nothing secret is given here: what is on a command line stands in
/// lists of processes and in histories.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Which org")]
pub(super) struct OrgOptions {
    /// An org that the Salesforce CLI is signed in to; `env` for what the environment says;
    /// `embedded` for the emulated one.
    #[arg(long, value_name = "ALIAS")]
    pub(super) org: Option<String>,
    /// Address of the org, with --access-token-stdin.
    #[arg(long, value_name = "URL", conflicts_with = "org")]
    pub(super) instance_url: Option<String>,
    /// Read the access token from standard input.
    #[arg(long, requires = "instance_url")]
    pub(super) access_token_stdin: bool,
    /// Sign in by OAuth: client-credentials, jwt, refresh-token or password. Secrets come from
    /// ATS_CLIENT_SECRET, ATS_REFRESH_TOKEN and ATS_PASSWORD, or from files that the
    /// configuration names.
    #[arg(long, value_name = "WAY", conflicts_with_all = ["org", "instance_url"])]
    pub(super) auth: Option<String>,
    /// Where to sign in, such as `https://acme.my.salesforce.com` [env: ATS_LOGIN_URL].
    #[arg(long, value_name = "URL")]
    pub(super) login_url: Option<String>,
    /// Consumer key of the connected app [env: ATS_CLIENT_ID].
    #[arg(long, value_name = "KEY")]
    pub(super) client_id: Option<String>,
    /// User to sign in as [env: ATS_USERNAME].
    #[arg(long, value_name = "NAME")]
    pub(super) username: Option<String>,
    /// Private key for --auth jwt, PEM [env: ATS_JWT_KEY_FILE].
    #[arg(long, value_name = "FILE")]
    pub(super) jwt_key_file: Option<PathBuf>,
    /// Version of the API [default: the snapshot's, else the org's].
    #[arg(long, value_name = "63.0")]
    pub(super) api_version: Option<String>,
    /// Folder of the describes that `--org embedded` is made of [default: the bundled ones].
    #[arg(long, value_name = "DIR", hide = cfg!(not(feature = "embedded")))]
    pub(super) embedded_schemas: Option<PathBuf>,
}

/// Describes of an org, and what was noticed.
pub(super) struct FromOrg {
    pub(super) describes: Vec<Describe>,
    pub(super) warnings: Vec<Warning>,
    pub(super) api_calls: u64,
}

impl OrgOptions {
    /// Whether any of them was given.
    pub(super) const fn is_given(&self) -> bool {
        self.org.is_some() || self.instance_url.is_some() || self.auth.is_some()
    }

    pub(super) fn login(&self, config: &Config) -> Login {
        Login {
            alias: self.org.clone(),
            instance_url: self.instance_url.clone(),
            token_stdin: self.access_token_stdin,
            auth: self.auth.clone(),
            login_url: self.login_url.clone(),
            client_id: self.client_id.clone(),
            username: self.username.clone(),
            jwt_key_file: self.jwt_key_file.clone(),
            #[cfg(feature = "embedded")]
            embedded_schemas: self.embedded_schemas.clone(),
            config: config.org.clone(),
            warn: Some(super::output::warn),
        }
    }

    /// The version of the API: the option's, else the configuration's.
    pub(super) fn version(&self, config: &Config) -> Result<Option<ApiVersion>, Failure> {
        let text = self
            .api_version
            .as_ref()
            .or(config.fetch.api_version.as_ref());
        match text {
            None => Ok(None),
            Some(text) => text.parse().map(Some).map_err(|_| {
                Failure::from(FetchError::Options(format!(
                    "`{text}` is not an API version; write it as 63.0"
                )))
            }),
        }
    }

    /// The describes of these objects, as they are now, asked for as those of the schemas were.
    pub(super) fn describes(
        &self,
        names: Vec<String>,
        generation: &Generation,
        asked: &Asked,
    ) -> Result<FromOrg, Failure> {
        let config = read_config(generation.config.as_deref())?;
        let mut fetch = Fetch::new(self.login(&config));
        fetch.api_version = match self.version(&config)? {
            Some(version) => Some(version),
            None => snapshot_version(&generation.schemas),
        };
        fetch.selection.objects = names;
        let set = asked.permission_set.as_deref();
        fetch.permission_set = set.map(Permissions::given).transpose()?;
        fetch.fields = asked.fields_used.then_some(config.fetch.fields);
        Ok(fetch.describe().map(FromOrg::from)?)
    }

    /// The command that fetches these objects with these options.
    pub(super) fn fetch_command(
        &self,
        out: &Path,
        names: &[String],
        config: Option<&Path>,
        asked: &Asked,
        prune: bool,
    ) -> Result<String, Failure> {
        let mut command = Command::new("fetch");
        // Without a selection of its own, the command would take the configuration's.
        let selection = Selection::of(&read_config(config)?.fetch);
        let guide = names.iter().map(String::as_str).eq(GUIDE);
        if selection.is_empty() && !guide {
            command.list("--objects", names);
        }
        command.option("--permission-set", asked.permission_set.as_deref());
        if asked.fields_used {
            command.option("--scope", Some("fields-used"));
        }
        command.option("--org", self.org.as_deref());
        command.option("--instance-url", self.instance_url.as_deref());
        command.flag("--access-token-stdin", self.access_token_stdin);
        command.option("--auth", self.auth.as_deref());
        command.option("--login-url", self.login_url.as_deref());
        command.option("--client-id", self.client_id.as_deref());
        command.option("--username", self.username.as_deref());
        command.path("--jwt-key-file", self.jwt_key_file.as_deref());
        command.option("--api-version", self.api_version.as_deref());
        command.path("--embedded-schemas", self.embedded_schemas.as_deref());
        command.path("--config", config);
        command.path_unless("--out", out, "schemas");
        // What was not fetched is replaced only on request.
        command.flag("--replace", !out.join(".ats-fetch.lock").is_file());
        command.flag("--prune", prune);
        command.flag("--full", true);
        Ok(command.text())
    }
}

/// The describes of an org that is named by an alias only.
pub(super) fn describes_of(
    alias: &str,
    names: Option<Vec<String>>,
    set: Option<&str>,
) -> Result<FromOrg, Failure> {
    let config = read_config(None)?;
    let login = Login {
        alias: Some(alias.to_owned()),
        config: config.org.clone(),
        warn: Some(super::output::warn),
        ..Login::default()
    };
    let mut fetch = Fetch::new(login);
    fetch.selection = match names {
        Some(objects) => Selection {
            objects,
            ..Selection::default()
        },
        None => Selection::of(&config.fetch),
    };
    fetch.permission_set = set.map(Permissions::given).transpose()?;
    Ok(fetch.describe().map(FromOrg::from)?)
}

impl From<Described> for FromOrg {
    fn from(described: Described) -> Self {
        // What is missing is a change, and told as one.
        Self {
            describes: described.describes,
            warnings: Vec::new(),
            api_calls: described.api_calls,
        }
    }
}

/// The configuration; by default `ats-codegen.toml`, where there is one.
pub(super) fn read_config(file: Option<&Path>) -> Result<Config, Failure> {
    let path = file.unwrap_or(Path::new(CONFIG_FILE));
    if file.is_none() && !path.exists() {
        return Ok(Config::default());
    }
    Ok(Config::read(path)?.0)
}

/// The version of the API that the describes of a folder are of: another one would say more or
/// less by itself.
fn snapshot_version(dir: &Path) -> Option<ApiVersion> {
    let folder = crate::describe_files::list(dir).ok()?;
    let first = folder.describes.first()?;
    let bytes = std::fs::read(&first.path).ok()?;
    crate::describe_files::api_version(&bytes)?.parse().ok()
}
