//! `orgs`: what `--org` can name here.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::failure::Failure;
use super::org_options::read_config;
use super::output::printed;
use super::shared_options::Format;
use crate::config::OrgConfig;
use crate::conventions::CONFIG_FILE;
use crate::fetch::{SignedIn, signed_in};
use crate::printable::name;

const EXAMPLES: &str = "\
Examples:
  ats-codegen orgs
  ats-codegen orgs --format json

It makes no API call. To sign in to an org: `sf org login web --alias NAME`.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Orgs {
    /// Configuration [default: ats-codegen.toml, where there is one].
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// How to report.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

/// What there is.
#[derive(Serialize)]
struct Found {
    /// What the configuration names, which is taken where nothing else is said.
    configured: Option<String>,
    /// The variables that say what `env` is.
    env: Vec<&'static str>,
    /// Whether this program brings an emulated org.
    embedded: bool,
    /// The orgs of the Salesforce CLI.
    sf: Vec<SignedIn>,
    /// What was noticed.
    warnings: Vec<String>,
}

impl Orgs {
    pub(super) fn run(&self) -> Result<u8, Failure> {
        let config = read_config(self.config.as_deref())?;
        let (sf, warnings) = match signed_in() {
            Ok(orgs) => (orgs, Vec::new()),
            // There are others.
            Err(error) => (Vec::new(), vec![error.to_string()]),
        };
        let set = |name: &&'static str| std::env::var_os(name).is_some();
        let found = Found {
            configured: configured(&config.org),
            env: ["SFDX_AUTH_URL", "ATS_AUTH"]
                .into_iter()
                .filter(set)
                .collect(),
            embedded: cfg!(feature = "embedded"),
            sf,
            warnings,
        };
        let mut out = anstream::stdout().lock();
        printed(match self.format {
            Format::Json => writeln!(out, "{}", serde_json::to_string(&found).unwrap_or_default()),
            Format::Human => {
                found.warnings.iter().for_each(|it| super::output::warn(it));
                let file = self.config.as_deref().unwrap_or(Path::new(CONFIG_FILE));
                write!(out, "{}", found.human(file))
            }
        })?;
        Ok(0)
    }
}

/// What the configuration names: an alias, else a way to sign in.
fn configured(org: &OrgConfig) -> Option<String> {
    let by = |auth: &String| format!("{auth}, by {}", org.login_url.as_deref().unwrap_or("login"));
    org.alias.clone().or_else(|| org.auth.as_ref().map(by))
}

impl Found {
    fn human(&self, file: &Path) -> String {
        let mut rows: Vec<[String; 3]> = Vec::new();
        for org in &self.sf {
            let mut note = org.instance_url.clone();
            if org.is_default {
                note.push_str(" (the default of sf)");
            }
            let cells = [org.name(), &org.username, &note];
            rows.push(cells.map(|it| name(it).to_string()));
        }
        if !self.env.is_empty() {
            let what = format!("what {} says", self.env.join(" or "));
            rows.push(["env".to_owned(), what, String::new()]);
        }
        if self.embedded {
            let what = "the emulated org".to_owned();
            rows.push(["embedded".to_owned(), what, String::new()]);
        }
        let width = |at: usize| {
            let cells = rows.iter().map(|it| it[at].chars().count());
            cells.max().unwrap_or_default()
        };
        let (alias, user) = (width(0), width(1));
        let mut text = String::new();
        for [org, who, note] in &rows {
            let line = format!("{org:alias$}  {who:user$}  {note}");
            text.push_str(line.trim_end());
            text.push('\n');
        }
        match &self.configured {
            Some(org) => {
                let org = name(org);
                text.push_str(&format!("\n{} names {org}\n", file.display()));
            }
            None if rows.is_empty() => text.push_str(
                "none; sign in with `sf org login web --alias NAME`, or see `ats-codegen fetch --help`\n",
            ),
            None => text.push_str("\ngive one to `ats-codegen fetch --org`\n"),
        }
        text
    }
}
