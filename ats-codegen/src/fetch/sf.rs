//! The Salesforce CLI: which orgs it is signed in to, and their tokens.

mod child_process;

use std::collections::BTreeMap;
use std::io;
use std::process::Output;

use ats_client::auth::{AccessToken, Credentials};
use ats_schema::rules::server_text::{MAX, escape};
use secrecy::SecretString;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};

use super::error::FetchError;

/// On Windows the CLI is a script.
const PROGRAM: &str = if cfg!(windows) { "sf.cmd" } else { "sf" };

/// What the CLI says of an org.
pub(super) struct SfOrg {
    pub(super) credentials: Credentials,
    /// The version of the API that the CLI speaks with it.
    pub(super) api_version: Option<String>,
}

/// What every command prints with `--json`.
#[derive(Deserialize)]
struct Answer<T> {
    // Not `default`: that would ask more of `T` than it must be.
    result: Option<T>,
    #[serde(default)]
    message: Option<String>,
    #[serde(default)]
    name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Org {
    #[serde(default, deserialize_with = "secret")]
    access_token: Option<SecretString>,
    #[serde(default)]
    instance_url: Option<String>,
    #[serde(default)]
    api_version: Option<String>,
}

/// An org that the CLI is signed in to. Its token is left where it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all(deserialize = "camelCase"), default)]
#[non_exhaustive]
pub struct SignedIn {
    /// What it is called here; an org may have no alias.
    pub alias: Option<String>,
    /// Who is signed in.
    pub username: String,
    /// Where it is.
    pub instance_url: String,
    /// Whether it is the one that the CLI takes unless told otherwise.
    #[serde(rename(deserialize = "isDefaultUsername"))]
    pub is_default: bool,
}

impl SignedIn {
    /// What `--org` takes.
    #[must_use]
    pub fn name(&self) -> &str {
        self.alias
            .as_deref()
            .filter(|it| !it.is_empty())
            .unwrap_or(&self.username)
    }
}

/// The orgs that the Salesforce CLI is signed in to, by their names. No API call is made, so
/// whether they would still let us in is not known. Blocks.
///
/// # Errors
///
/// [`FetchError::Sf`].
pub fn list() -> Result<Vec<SignedIn>, FetchError> {
    // Groups of orgs (`nonScratchOrgs`, `scratchOrgs`, `sandboxes`, …), in several of which one
    // may stand.
    let words = ["org", "list", "--skip-connection-status"];
    let groups: BTreeMap<String, Vec<SignedIn>> = super::run(run(&words, ""))?;
    let mut orgs: Vec<SignedIn> = groups.into_values().flatten().collect();
    orgs.retain(|it| !it.username.is_empty());
    orgs.sort_by(|a, b| (a.name(), &a.username).cmp(&(b.name(), &b.username)));
    orgs.dedup_by(|a, b| a.username == b.username);
    Ok(orgs)
}

fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<SecretString>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(text.map(SecretString::from))
}

/// Asks the CLI for an org.
///
/// Up to May 2026 `sf org display --json` told the access token; since then it says
/// `[REDACTED]`, and `sf org auth show-access-token --json` tells it.
pub(super) async fn ask(alias: &str) -> Result<SfOrg, FetchError> {
    if alias.starts_with('-') {
        return Err(FetchError::Options(format!(
            "invalid org alias `{alias}`: an alias cannot begin with `-`"
        )));
    }
    let advice = format!(
        "\nsign in with `sf org login web --alias {alias}`; `ats-codegen orgs` shows the orgs it \
         knows"
    );
    let of_org = ["--target-org", alias];
    let org: Org = run(&[&["org", "display"], &of_org[..]].concat(), &advice).await?;
    let instance = org.instance_url.ok_or_else(|| {
        FetchError::Sf(format!(
            "`sf org display` printed no instance URL for `{alias}`; {}",
            update()
        ))
    })?;
    let token = match org.access_token.filter(is_token) {
        Some(token) => token,
        None => {
            let words = [&["org", "auth", "show-access-token"], &of_org[..]].concat();
            let shown: Org = run(&words, &advice).await?;
            shown.access_token.filter(is_token).ok_or_else(|| {
                FetchError::Sf(format!(
                    "the Salesforce CLI did not print an access token for `{alias}`; {}",
                    update()
                ))
            })?
        }
    };
    Ok(SfOrg {
        credentials: AccessToken::new(instance, token).into(),
        api_version: org.api_version,
    })
}

/// Whether it is a token and no word about one.
fn is_token(text: &SecretString) -> bool {
    use secrecy::ExposeSecret as _;
    let text = text.expose_secret();
    !text.is_empty() && !text.contains(|ch: char| ch.is_whitespace() || ch == '[')
}

fn update() -> &'static str {
    "run `sf update`, or give --instance-url with --access-token-stdin"
}

/// Runs the CLI; `advice` is what to do where it fails.
async fn run<T: DeserializeOwned>(words: &[&str], advice: &str) -> Result<T, FetchError> {
    let shown = format!("sf {} --json", words.join(" "));
    let limit = child_process::limit()?;
    let output = child_process::output(PROGRAM, words, limit)
        .await
        .map_err(|error| match error.kind() {
            io::ErrorKind::TimedOut => FetchError::Sf(format!(
                "`{shown}` did not finish within {} s and was ended: run it yourself to see what \
                 it waits for, or allow it more seconds with {}",
                limit.as_secs(),
                child_process::LIMIT
            )),
            io::ErrorKind::NotFound => FetchError::Sf(
                "the Salesforce CLI `sf` is not installed, or not in PATH: install it \
                 (https://developer.salesforce.com/tools/salesforcecli), or sign in without it, \
                 see `ats-codegen fetch --help`"
                    .to_owned(),
            ),
            _ => FetchError::Sf(format!("`{shown}` cannot be run: {error}")),
        })?;
    read(&output, &shown, advice)
}

/// Reads what the CLI printed.
fn read<T: DeserializeOwned>(output: &Output, shown: &str, advice: &str) -> Result<T, FetchError> {
    // It may hold a token, so no part of it is shown but the CLI's own message.
    let answer: Option<Answer<T>> = serde_json::from_slice(&output.stdout).ok();
    match answer {
        Some(Answer {
            result: Some(result),
            ..
        }) if output.status.success() => Ok(result),
        Some(Answer {
            message: Some(message),
            name,
            ..
        }) => {
            let name = name.map_or_else(String::new, |it| format!(" ({})", escape(&it, MAX)));
            let message = escape(&message, MAX);
            Err(FetchError::Sf(format!(
                "`{shown}` failed{name}: {message}{advice}"
            )))
        }
        _ => Err(FetchError::Sf(format!(
            "`{shown}` did not print the JSON that it should ({}); run it yourself to see why",
            output.status
        ))),
    }
}
