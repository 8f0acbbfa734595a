//! What `check` and `diff` compare, and how they tell.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use ats_schema::describe::Describe;
use serde::Serialize;

use super::failure::Failure;
use super::output::{DRIFT, SAME, printed};
use super::shared_options::DriftFormat;
use crate::config::Config;
use crate::drift::{self, Change, Severity};
use crate::error::{Error, Warning};
use crate::names::lock_file::{self, LockFile};
use crate::names::{self, Names};
use crate::terminal_style;
use crate::{describe_files, fixups};

/// One side of a comparison.
pub(super) struct Side {
    pub(super) describes: Vec<Describe>,
    /// The Rust names, which only a folder has.
    pub(super) names: Option<Names>,
    pub(super) warnings: Vec<Warning>,
}

impl Side {
    /// A folder of describes, as the user of a permission set sees it.
    pub(super) fn folder(dir: &Path, permission_set: Option<&Path>) -> Result<Self, Failure> {
        let set = permission_set
            .map(describe_files::permission_set)
            .transpose()?;
        let folder = describe_files::list(dir)?;
        let (provenance, _) = describe_files::provenance(&folder)?;
        let files = describe_files::parse(&folder)?;
        let (mut describes, mut warnings) = fixups::mend(files, &provenance);
        let locked = LockFile::read(dir)?.parse()?;
        let names = names::assign(&describes, &Config::default(), locked.as_ref());
        let names = names.map_err(|problems| Error::Config {
            path: dir.join(lock_file::FILE),
            problems,
        })?;
        if let Some(set) = &set {
            warnings.extend(fixups::restrict(&mut describes, set));
        }
        let describes = describes.into_iter().map(|fixed| {
            let mut describe = fixed.describe;
            for field in &mut describe.fields {
                // Known in part is generated open.
                field.restricted_picklist &= !fixed.partial.contains(&field.name);
            }
            describe
        });
        Ok(Self {
            describes: describes.collect(),
            names: Some(names),
            warnings,
        })
    }
}

/// What a comparison found.
#[derive(Debug, Serialize)]
pub(super) struct Findings {
    /// Whether the two sides differ.
    pub(super) drift: bool,
    /// How many objects were compared.
    pub(super) objects: usize,
    /// How many changes break something.
    pub(super) breaking: usize,
    /// How many do not.
    pub(super) compatible: usize,
    /// The changes.
    pub(super) changes: Vec<Change>,
    /// What was noticed.
    pub(super) warnings: Vec<Warning>,
    /// The API calls it took.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) api_calls: Option<u64>,
    /// The command that mends it, where it is drift and something can.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) command: Option<String>,
}

impl Findings {
    pub(super) fn new(objects: usize, changes: Vec<Change>, warnings: Vec<Warning>) -> Self {
        let breaking = changes
            .iter()
            .filter(|it| it.severity == Severity::Breaking)
            .count();
        Self {
            drift: !changes.is_empty(),
            objects,
            breaking,
            compatible: changes.len() - breaking,
            changes,
            warnings,
            api_calls: None,
            command: None,
        }
    }

    /// Says what was found; `same` are the words for nothing, `file` is where an object's
    /// changes are annotated.
    pub(super) fn tell(
        &self,
        format: DriftFormat,
        same: &str,
        file: impl Fn(&str) -> Option<String>,
    ) -> Result<u8, Failure> {
        let mut out = anstream::stdout().lock();
        let (bold, good) = (terminal_style::BOLD, terminal_style::GOOD);
        printed(match format {
            DriftFormat::Json => {
                writeln!(out, "{}", serde_json::to_string(self).unwrap_or_default())
            }
            DriftFormat::Github => {
                let mut text = drift::github(&self.changes, file);
                for warning in &self.warnings {
                    text.push_str(&drift::one_line("notice", &warning.to_string()));
                }
                if let Some(command) = &self.command {
                    text.push_str(&drift::one_line(
                        "notice",
                        &format!("to mend it: {command}"),
                    ));
                }
                write!(out, "{text}")
            }
            DriftFormat::Human => {
                let mut notes = String::new();
                for warning in &self.warnings {
                    let yellow = terminal_style::WARNING;
                    notes.push_str(&format!("{yellow}warning:{yellow:#} {warning}\n"));
                }
                let _ = write!(anstream::stderr().lock(), "{notes}");
                if self.drift {
                    let told = write!(out, "{}", drift::human(&self.changes));
                    told.and_then(|()| match &self.command {
                        Some(command) => writeln!(out, "to mend it: {bold}{command}{bold:#}"),
                        None => Ok(()),
                    })
                } else {
                    writeln!(out, "{good}{same}{good:#}")
                }
            }
        })?;
        Ok(if self.drift { DRIFT } else { SAME })
    }
}

/// Where the describe of an object is in a folder, by the name of the file.
pub(super) fn file_of(dir: &Path, object: &str) -> Option<String> {
    let entries = fs::read_dir(dir).ok()?.flatten();
    let wanted = format!("{object}.json");
    let mut names = entries.map(|it| it.file_name());
    let found = names.find(|it| it.to_string_lossy().eq_ignore_ascii_case(&wanted))?;
    Some(dir.join(found).display().to_string())
}
