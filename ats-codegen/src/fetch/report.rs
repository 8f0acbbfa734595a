//! What a fetch did, for people and for programs.

use std::fmt::Write as _;
use std::path::PathBuf;

use serde::Serialize;

use super::Missing;
use super::progress::objects;

/// What a fetch did.
#[derive(Clone, Debug, Default, Serialize)]
#[non_exhaustive]
pub struct FetchReport {
    /// The objects of the snapshot that were asked for.
    pub objects: Vec<String>,
    /// The objects that were asked for and are not there.
    pub missing: Vec<Missing>,
    /// The objects of the folder that this fetch selected and did not find. Their describes are
    /// as they were.
    pub kept: Vec<String>,
    /// What was noticed.
    pub warnings: Vec<String>,
    /// Files that are new or other than before.
    pub written: usize,
    /// Files that are as they were.
    pub unchanged: usize,
    /// Files of objects that are gone.
    pub removed: usize,
    /// Objects of which the org said that nothing has changed, and sent nothing.
    pub not_sent: usize,
    /// API calls, signing in not among them.
    pub api_calls: u64,
    /// API calls that everybody made in the last 24 hours, if the org tells.
    pub daily_used: Option<u64>,
    /// API calls that the org has in 24 hours, if it tells.
    pub daily_limit: Option<u64>,
    /// The version of the API that was spoken.
    pub api_version: String,
    /// The folder.
    pub output: PathBuf,
    /// How long it took.
    pub seconds: f64,
}

impl FetchReport {
    /// The report as one line of JSON.
    #[must_use]
    pub fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The report for a terminal.
    #[must_use]
    pub fn human(&self) -> String {
        let mut text = String::new();
        let removed = match self.removed {
            0 => String::new(),
            removed => format!(", {removed} removed"),
        };
        let _ = writeln!(
            text,
            "{}: {} written, {} unchanged{removed} in {} (API {}, {:.2} s)",
            objects(self.objects.len()),
            self.written,
            self.unchanged,
            self.output.display(),
            self.api_version,
            self.seconds,
        );
        let _ = writeln!(text, "{}", self.cost());
        if self.not_sent > 0 {
            let _ = writeln!(
                text,
                "{} were not sent again, since the org says that they have not changed; \
                 permissions on fields may have all the same: --full asks for everything",
                self.not_sent
            );
        }
        text
    }

    fn cost(&self) -> String {
        let calls = match self.api_calls {
            1 => "1 API call".to_owned(),
            calls => format!("{calls} API calls"),
        };
        match (self.daily_used, self.daily_limit) {
            (Some(used), Some(limit)) if limit > 0 => {
                // Numbers of API calls are far below 2⁵³.
                let share = |calls: u64| calls as f64 * 100.0 / limit as f64;
                format!(
                    "{calls}, {:.3} % of the org's {limit} a day; {:.1} % are used",
                    share(self.api_calls),
                    share(used)
                )
            }
            _ => calls,
        }
    }

    /// The objects that were selected by name and are missing: the command fails.
    #[must_use]
    pub fn error_lines(&self) -> Vec<String> {
        lines(self.missing.iter().filter(|it| it.is_error()))
    }

    /// The other missing objects, the kept ones and the warnings, one a line.
    #[must_use]
    pub fn warning_lines(&self) -> Vec<String> {
        let mut all = lines(self.missing.iter().filter(|it| !it.is_error()));
        if !self.kept.is_empty() {
            all.push(format!(
                "kept in {}, although this fetch did not find them: {}; --prune removes them",
                self.output.display(),
                self.kept.join(", ")
            ));
        }
        all.extend(self.warnings.iter().cloned());
        all
    }
}

/// The missing objects; those that are missing for one reason are on one line.
fn lines<'a>(missing: impl Iterator<Item = &'a Missing>) -> Vec<String> {
    let mut found: Vec<(String, Vec<&str>)> = Vec::new();
    for it in missing {
        let message = it.message();
        match found.iter_mut().find(|(reason, _)| *reason == message) {
            Some((_, objects)) => objects.push(&it.object),
            None => found.push((message, vec![&it.object])),
        }
    }
    let lines = found.into_iter();
    lines
        .map(|(message, objects)| format!("{}: {message}", objects.join(", ")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_for_one_reason_is_told_together() {
        let missing = |object: &str, reason: &str, nearest: Option<&str>| Missing {
            object: object.to_owned(),
            reason: reason.to_owned(),
            nearest: nearest.map(str::to_owned),
            named: false,
            pruned: false,
        };
        let report = FetchReport {
            missing: vec![
                missing("A", "hidden", None),
                missing("B", "hidden", Some("Bb")),
                missing("C", "hidden", None),
            ],
            warnings: vec!["odd".to_owned()],
            ..FetchReport::default()
        };
        assert_eq!(
            report.warning_lines(),
            ["A, C: hidden", "B: hidden; did you mean `Bb`?", "odd"]
        );
    }
}
