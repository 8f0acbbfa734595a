//! What a run did, for people and for programs.

use std::fmt::Write as _;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::error::Warning;
use crate::model::{Object, Ty};
use crate::printable::name;

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// The objects, by module.
    pub objects: Vec<ObjectLine>,
    /// What was noticed.
    pub warnings: Vec<Warning>,
    /// The built-in rules about objects that were applied, in words.
    pub known: Vec<String>,
    /// What is new in `names.lock`.
    pub names: NamesReport,
    /// How many files were written (or would be, in a dry run).
    pub written: usize,
    /// How many files were as they should be.
    pub unchanged: usize,
    /// How many files of objects that are gone were removed.
    pub removed: usize,
    /// How long it took.
    pub seconds: f64,
    /// The folder or file.
    pub output: PathBuf,
    /// Whether nothing was written on request.
    pub dry_run: bool,
    /// Whether the crate was made a workspace of its own.
    pub own_workspace: bool,
}

/// What is new in `names.lock`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct NamesReport {
    /// Whether there was no such file before.
    pub is_new: bool,
    /// How many names were added.
    pub added: usize,
    /// The names that the configuration changed, one sentence each.
    pub renamed: Vec<String>,
}

impl NamesReport {
    /// The report for a terminal; empty if nothing is new.
    #[must_use]
    pub fn human(&self) -> String {
        let mut text = String::new();
        for renamed in &self.renamed {
            let _ = writeln!(text, "renamed: {renamed}");
        }
        if self.added > 0 {
            let hint = match self.is_new {
                true => "; add the file to version control, so that no name changes by itself",
                false => "",
            };
            let added = count(self.added, "name");
            let _ = writeln!(text, "{added} added to names.lock{hint}");
        }
        text
    }
}

/// An object that was generated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ObjectLine {
    /// Its API name.
    pub api: String,
    /// Its type.
    pub rust: String,
    /// Its module.
    pub module: String,
    /// How many fields it has.
    pub fields: usize,
    /// How many enums.
    pub enums: usize,
}

impl ObjectLine {
    pub(crate) fn new(object: &Object) -> Self {
        debug_assert!(object.fields.iter().all(|it| it.ty != Ty::Text(0)));
        Self {
            api: object.api.clone(),
            rust: object.type_name.clone(),
            module: object.module.clone(),
            fields: object.fields.len(),
            enums: object.picklists.len() + object.polymorphic.len(),
        }
    }
}

impl Report {
    /// The report as one line of JSON.
    #[must_use]
    pub fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The report for a terminal: one line an object, a summary.
    #[must_use]
    pub fn human(&self) -> String {
        let mut text = String::new();
        let widest = |of: fn(&ObjectLine) -> &str| {
            let widths = self
                .objects
                .iter()
                .map(|it| name(of(it)).to_string().chars().count());
            widths.max().unwrap_or(0).min(48)
        };
        let (rust, api) = (widest(|it| &it.rust), widest(|it| &it.api));
        for it in &self.objects {
            let _ = writeln!(
                text,
                "{:rust$}  {:api$}  {}, {}",
                it.rust,
                name(&it.api).to_string(),
                count(it.fields, "field"),
                count(it.enums, "enum"),
            );
        }
        let fields = self.objects.iter().map(|it| it.fields).sum();
        let enums = self.objects.iter().map(|it| it.enums).sum();
        let removed = match self.removed {
            0 => String::new(),
            removed => format!(", {removed} removed"),
        };
        let _ = writeln!(
            text,
            "{}, {}, {}: {} {}{removed}, {} unchanged in {} ({:.2} s)",
            count(self.objects.len(), "object"),
            count(fields, "field"),
            count(enums, "enum"),
            count(self.written, "file"),
            if self.dry_run { "to write" } else { "written" },
            self.unchanged,
            self.output.display(),
            self.seconds,
        );
        for known in &self.known {
            let _ = writeln!(text, "built in: {known}");
        }
        text.push_str(&self.names.human());
        if self.own_workspace {
            let _ = writeln!(
                text,
                "the workspace around {} does not list it, so it is a workspace of its own; \
                 add it to `members` there and generate again to change that",
                self.output.display()
            );
        }
        text
    }

    /// The warnings, one a line.
    #[must_use]
    pub fn warning_lines(&self) -> String {
        let mut text = String::new();
        for warning in &self.warnings {
            let _ = writeln!(text, "warning: {warning}");
        }
        text
    }
}

fn count(number: usize, what: &str) -> String {
    match number {
        1 => format!("1 {what}"),
        _ => format!("{number} {what}s"),
    }
}
