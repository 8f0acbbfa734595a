//! `check`: is the crate what the schemas say, or are the schemas what an org says?
//!
//! It writes nothing but what it found.

use std::collections::HashMap;
use std::path::Path;

use clap::Args;

use super::comparison::Findings;
use super::failure::Failure;
use super::shared_options::{DriftFormat, Generation};
use crate::drift::{self, Change, Kind};
use crate::write::FileChange;

const EXAMPLES: &str = "\
Examples:
  ats-codegen check                             the crate against the schemas, offline
  ats-codegen check --org my-org                the schemas against an org of the sf CLI
  ats-codegen check --org my-org --format github

Exit status: 0 the same, 1 drift, 2 could not tell.
Nothing is overwritten; the command that mends it is printed.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Check {
    #[command(flatten)]
    generation: Generation,
    #[cfg(feature = "fetch")]
    #[command(flatten)]
    org: super::org_options::OrgOptions,
    /// How to report.
    #[arg(long, value_enum, default_value_t = DriftFormat::Human)]
    format: DriftFormat,
}

impl Check {
    pub(super) fn is_github(&self) -> bool {
        self.format == DriftFormat::Github
    }

    pub(super) fn run(&self) -> Result<u8, Failure> {
        #[cfg(feature = "fetch")]
        if self.org.is_given() {
            return self.against_org();
        }
        self.offline()
    }

    /// The crate against the schemas.
    fn offline(&self) -> Result<u8, Failure> {
        let out = &self.generation.out;
        if !out.join("Cargo.toml").is_file() {
            return Err(Failure::NoCrate {
                path: out.clone(),
                command: self.generation.command(),
            });
        }
        let pending = self.generation.generator().pending()?;
        let mut changes = Vec::new();
        let mut files = HashMap::new();
        for file in &pending.files {
            for change in of_file(file) {
                files.insert(
                    change.object.clone(),
                    out.join(&file.path).display().to_string(),
                );
                changes.push(change);
            }
        }
        changes.sort_by_key(|it| (it.object.clone(), it.field.clone(), it.severity));
        let objects = pending.report.objects.len();
        let mut findings = Findings::new(objects, changes, pending.report.warnings);
        if findings.drift {
            findings.command = Some(self.generation.command());
        }
        let same = format!(
            "{} is what {} says: {objects} objects",
            out.display(),
            self.generation.schemas.display()
        );
        findings.tell(self.format, &same, |object| files.get(object).cloned())
    }

    /// The schemas against the org.
    #[cfg(feature = "fetch")]
    fn against_org(&self) -> Result<u8, Failure> {
        use super::comparison::{Side, file_of};
        use crate::fetch::{Asked, Permissions};

        let mut generation = self.generation.clone();
        let schemas = generation.schemas.clone();
        let given = generation.permission_set.as_deref();
        let given = given.map(|it| it.to_string_lossy().into_owned());
        let recorded = Asked::of(&schemas)?;
        // A set of the org is taken off the org's answer only: what the schemas have of it is
        // what this is about. A file is what `generate` is given.
        if let Some(given) = &given
            && Permissions::given(given)?.is_named()
        {
            generation.permission_set = None;
        }
        let old = Side::folder(&schemas, generation.permission_set.as_deref())?;
        let asked = Asked {
            permission_set: given.or_else(|| recorded.permission_set.clone()),
            ..recorded.clone()
        };
        let names: Vec<String> = old.describes.iter().map(|it| it.name.clone()).collect();
        let fetched = self.org.describes(names.clone(), &generation, &asked)?;
        let mut warnings = old.warnings;
        warnings.extend(fetched.warnings);
        let changes = drift::compare(&old.describes, &fetched.describes);
        let mut findings = Findings::new(old.describes.len(), changes, warnings);
        findings.api_calls = Some(fetched.api_calls);
        if findings.drift {
            let config = generation.config.as_deref();
            let again = match generation.permission_set {
                Some(_) => &recorded,
                None => &asked,
            };
            // Objects that are gone from the org would otherwise stay in the folder.
            let there = |name: &String| fetched.describes.iter().any(|it| it.name == *name);
            let prune = !names.iter().all(there);
            let fetch = (self.org).fetch_command(&schemas, &names, config, again, prune)?;
            findings.command = Some(format!("{fetch} && {}", generation.command()));
        }
        let same = format!(
            "{} is what the org says: {} objects, {} API calls",
            schemas.display(),
            old.describes.len(),
            fetched.api_calls
        );
        findings.tell(self.format, &same, |object| file_of(&schemas, object))
    }
}

/// What differs in one file of the crate.
fn of_file(file: &FileChange) -> Vec<Change> {
    // It repeats the command by which the crate was generated, which may be spelled in many
    // ways, and lists what the modules say.
    if file.path == "README.md" {
        return Vec::new();
    }
    let read = |text: &Option<String>| text.as_deref().and_then(drift::read_module);
    match (read(&file.old), read(&file.new)) {
        (None, None) => vec![differs(&file.path)],
        (old, new) => {
            let describes = |it: &Option<drift::Module>| {
                it.iter().map(|it| it.describe.clone()).collect::<Vec<_>>()
            };
            let mut changes = drift::compare(&describes(&old), &describes(&new));
            if let (Some(old), Some(new)) = (&old, &new) {
                changes.extend(renamed(old, new));
                if changes.is_empty() {
                    let mut change = differs(&file.path);
                    change.object.clone_from(&new.describe.name);
                    changes.push(change);
                }
            }
            changes
        }
    }
}

/// What has another Rust name.
fn renamed(old: &drift::Module, new: &drift::Module) -> Vec<Change> {
    let object = &new.describe.name;
    let renamed = old.names.iter().filter_map(|(field, before)| {
        let after = new.names.get(field).filter(|it| *it != before)?;
        let message = format!("its Rust name is `{after}`, was `{before}`");
        let mut change = Change::breaking(object, Kind::Renamed, message);
        change.field.clone_from(field);
        Some(change)
    });
    renamed.collect()
}

/// A file that differs in its words, in something no rule is about.
fn differs(path: &str) -> Change {
    let message = format!("{path} is not what the generator writes");
    Change::compatible(&shown(path), Kind::Text, message)
}

fn shown(path: &str) -> String {
    let name = Path::new(path).file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}
