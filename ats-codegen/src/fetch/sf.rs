//! The Salesforce CLI: which orgs it is signed in to, and their tokens.

use std::io;
use std::process::Command;

use ats_client::auth::{AccessToken, Credentials};
use secrecy::SecretString;
use serde::{Deserialize, Deserializer};

use super::FetchError;

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
struct Answer {
    #[serde(default)]
    result: Option<Org>,
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

fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<SecretString>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(text.map(SecretString::from))
}

/// Asks the CLI for an org. Blocks.
///
/// Up to May 2026 `sf org display --json` told the access token; since then it says
/// `[REDACTED]`, and `sf org auth show-access-token --json` tells it.
pub(super) fn ask(alias: &str) -> Result<SfOrg, FetchError> {
    let org = run(alias, &["org", "display"])?;
    let instance = org.instance_url.ok_or_else(|| {
        FetchError::Sf(format!(
            "`sf org display` does not say where the org `{alias}` is; {}",
            update()
        ))
    })?;
    let token = match org.access_token.filter(is_token) {
        Some(token) => token,
        None => {
            let shown = run(alias, &["org", "auth", "show-access-token"])?;
            shown.access_token.filter(is_token).ok_or_else(|| {
                FetchError::Sf(format!(
                    "the Salesforce CLI does not tell the access token of `{alias}`; {}",
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

fn run(alias: &str, words: &[&str]) -> Result<Org, FetchError> {
    if alias.starts_with('-') {
        return Err(FetchError::Options(format!(
            "`{alias}` is no alias of an org"
        )));
    }
    let shown = format!("sf {} --target-org {alias} --json", words.join(" "));
    let output = Command::new(PROGRAM)
        .args(words)
        .args(["--target-org", alias, "--json"])
        // Colours in JSON, where somebody forces them, are no JSON.
        .env("NO_COLOR", "1")
        .env_remove("FORCE_COLOR")
        .output()
        .map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => FetchError::Sf(
                "the Salesforce CLI `sf` is not installed, or not in PATH: install it \
                 (https://developer.salesforce.com/tools/salesforcecli), or sign in without it, \
                 see `ats-codegen fetch --help`"
                    .to_owned(),
            ),
            _ => FetchError::Sf(format!("`{shown}` cannot be run: {error}")),
        })?;
    // The output may hold a token, so no part of it is shown but the CLI's own message.
    let answer: Option<Answer> = serde_json::from_slice(&output.stdout).ok();
    match answer {
        Some(Answer {
            result: Some(org), ..
        }) if output.status.success() => Ok(org),
        Some(Answer {
            message: Some(message),
            name,
            ..
        }) => {
            let name = name.map_or_else(String::new, |it| format!(" ({it})"));
            Err(FetchError::Sf(format!(
                "`{shown}` failed{name}: {message}\nsign in with `sf org login web --alias {alias}`; \
                 `sf org list` shows the orgs it knows"
            )))
        }
        _ => Err(FetchError::Sf(format!(
            "`{shown}` did not print the JSON that it should ({}); run it yourself to see why",
            output.status
        ))),
    }
}
