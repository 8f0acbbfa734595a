//! What the last run read and wrote, so that the next one can do nothing.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::conventions::MARK;
use crate::error::{Error, Warning};
use crate::report::{ObjectLine, Report};

/// The file's name.
pub(super) const LOCK: &str = ".ats-codegen.lock";

/// Hashes of everything that was read and written, and what was said about it. JSON, sorted,
/// without times or paths of one machine, so that it can be kept in version control.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Lock {
    /// Our mark.
    generated: String,
    /// The version of the tool, and a hash of its sources.
    tool: String,
    /// A hash of configuration, options, permission set and provenance.
    options: String,
    /// Hashes of the describes, by file.
    inputs: BTreeMap<String, String>,
    /// Hashes of the files written, by path.
    pub(super) outputs: BTreeMap<String, String>,
    objects: Vec<ObjectLine>,
    warnings: Vec<Warning>,
    known: Vec<String>,
    own_workspace: bool,
}

impl Lock {
    /// What the lock of a run with these inputs says about them.
    pub(crate) fn expected(options: String, inputs: BTreeMap<String, String>) -> Self {
        Self {
            generated: MARK.to_owned(),
            tool: format!(
                "{} {}",
                env!("CARGO_PKG_VERSION"),
                env!("ATS_CODEGEN_SOURCES")
            ),
            options,
            inputs,
            ..Self::default()
        }
    }

    /// The lock of the last run; `None` when there is none that can be used.
    pub(crate) fn read(dir: &Path) -> Result<Option<Self>, Error> {
        let path = dir.join(LOCK);
        match fs::read(&path) {
            Ok(bytes) => Ok(serde_json::from_slice(&bytes).ok()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => Ok(None),
            Err(cause) => Err(Error::Read { path, cause }),
        }
    }

    /// Whether two runs with these locks write the same.
    pub(super) fn same_inputs(&self, other: &Self) -> bool {
        self.tool == other.tool && self.options == other.options && self.inputs == other.inputs
    }

    /// Keeps what the run said, to say it again when nothing changes.
    pub(super) fn remember(&mut self, report: &Report) {
        self.objects.clone_from(&report.objects);
        self.warnings.clone_from(&report.warnings);
        self.known.clone_from(&report.known);
        self.own_workspace = report.own_workspace;
    }

    /// What the run said.
    pub(super) fn report(self) -> Report {
        Report {
            objects: self.objects,
            warnings: self.warnings,
            known: self.known,
            own_workspace: self.own_workspace,
            ..Report::default()
        }
    }

    /// The text of the file.
    pub(super) fn text(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}
