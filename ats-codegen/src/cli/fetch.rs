//! `fetch`: an org → describes.

use std::io::Write as _;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::failure::Failure;
use super::org_options::{OrgOptions, read_config};
use super::output::{CANNOT_TELL, DONE, printed};
use super::shared_options::Format;
use crate::config::Parents;
use crate::fetch::{self, Permissions, Selection};
use crate::generator::Generator;
use crate::report::NamesReport;
use crate::terminal_style;

const EXAMPLES: &str = "\
Examples:
  ats-codegen fetch --org my-org
  ats-codegen fetch --org my-org --objects Contact,bpats__Job__c --with-parents
  ats-codegen fetch --org my-org --namespace bpats
  ats-codegen fetch --org my-org --permission-set \"Asymbl ATS Job Portal\"
  SFDX_AUTH_URL=force://… ats-codegen fetch --org env
  sf org auth show-access-token -o my-org --json | jq -r .result.accessToken |
    ats-codegen fetch --instance-url https://acme.my.salesforce.com --access-token-stdin
  ATS_CLIENT_SECRET=… ats-codegen fetch --auth client-credentials \\
    --login-url https://acme.my.salesforce.com --client-id 3MVG9…

Secrets come from the environment, from files or from standard input, never from options.
The folder changes as a whole or not at all. An object that it holds and the org no longer has is
kept and reported; --prune removes it.

Exit status: 0 done; 2 error, or an object given by name does not exist (the others are saved);
130 interrupted.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Fetch {
    /// Folder for the snapshot; created if it is missing.
    #[arg(long, value_name = "DIR", default_value = "schemas")]
    out: PathBuf,
    /// Configuration [default: ats-codegen.toml, where there is one].
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Ask for everything, also for what has not changed since.
    #[arg(long)]
    full: bool,
    /// Replace describes in the folder that `fetch` did not write.
    #[arg(long)]
    replace: bool,
    /// Remove the describes of selected objects that the org no longer has.
    #[arg(long)]
    prune: bool,
    /// Format of the report.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    #[command(flatten)]
    org: OrgOptions,
    #[command(flatten)]
    selected: Selected,
}

#[derive(Clone, Debug, Args)]
#[command(
    next_help_heading = "Which objects [default: the configuration's, else the 33 of the integration guide]"
)]
struct Selected {
    /// Select objects by API name.
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    objects: Vec<String>,
    /// Select objects whose API name matches this regular expression.
    #[arg(long = "match", value_name = "REGEX")]
    pattern: Option<String>,
    /// Select the objects of a managed package.
    #[arg(long, value_name = "NAMESPACE")]
    namespace: Option<String>,
    /// Select every object that the user sees.
    #[arg(long)]
    all: bool,
    /// Also select the objects that they refer to, LEVELS levels deep (1 if not given, at most 5).
    #[arg(long, value_name = "LEVELS", num_args = 0..=1)]
    #[arg(
        default_value_t = 0,
        default_missing_value = "1",
        hide_default_value = true
    )]
    #[arg(value_parser = clap::value_parser!(u8).range(0..=i64::from(Parents::MOST)))]
    with_parents: u8,
    /// Fetch all fields, or only those under [fetch.fields] and the fields these need.
    #[arg(long, value_enum, default_value_t = Scope::All)]
    scope: Scope,
    /// Only what this permission set allows: a file, or the name or label of one in the org,
    /// which takes a user who may see the setup and three API calls more.
    #[arg(long, value_name = "FILE|NAME")]
    permission_set: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Scope {
    /// Everything.
    All,
    /// The fields that the configuration names.
    FieldsUsed,
}

impl Fetch {
    /// Gives names to what is new in the folder, so that a `build.rs` can generate from it. Whatever
    /// is in the way, `generate` reports it again.
    fn record_names(&self) -> NamesReport {
        let mut generator = Generator::new().schemas(&self.out);
        if let Some(config) = &self.config {
            generator = generator.config(config);
        }
        generator.record_names().unwrap_or_else(|error| {
            super::output::warn(&format!("names.lock is as it was: {error}"));
            NamesReport::default()
        })
    }

    pub(super) fn run(&self) -> Result<u8, Failure> {
        let config = read_config(self.config.as_deref())?;
        let mut fetch = fetch::Fetch::new(self.org.login(&config));
        let selected = &self.selected;
        let given = Selection {
            objects: selected.objects.clone(),
            pattern: selected.pattern.clone(),
            namespace: selected.namespace.clone(),
            all: selected.all,
            parents: selected.with_parents,
        };
        fetch.partial = !given.is_empty() && !given.all;
        fetch.selection = if given.is_empty() {
            let mut selection = Selection::of(&config.fetch);
            selection.parents = selection.parents.max(given.parents);
            selection
        } else {
            given
        };
        fetch.full = self.full;
        fetch.replace = self.replace;
        fetch.prune = self.prune;
        fetch.api_version = self.org.version(&config)?;
        fetch.progress = self.format == Format::Human;
        if selected.scope == Scope::FieldsUsed {
            if config.fetch.fields.is_empty() {
                let text =
                    "--scope fields-used: the configuration names no field under [fetch.fields]";
                return Err(fetch::FetchError::Options(text.to_owned()).into());
            }
            fetch.fields = Some(config.fetch.fields.clone());
        }
        let set = selected.permission_set.as_deref();
        fetch.permission_set = set.map(Permissions::given).transpose()?;
        let report = fetch.save(&self.out)?;
        let red = terminal_style::ERROR;
        let errors = report.error_lines();
        for line in &errors {
            let line = crate::printable::line(line);
            let _ = writeln!(anstream::stderr().lock(), "{red}error:{red:#} {line}");
        }
        for line in report.warning_lines() {
            super::output::warn(&line);
        }
        let names = self.record_names();
        let mut out = std::io::stdout().lock();
        printed(match self.format {
            Format::Json => writeln!(out, "{}", report.json()),
            Format::Human => write!(out, "{}{}", report.human(), names.human()),
        })?;
        Ok(if errors.is_empty() { DONE } else { CANNOT_TELL })
    }
}
