//! Changes in words: for people, and for the annotations of a CI job.

use std::fmt::Write as _;

use super::change::{Change, Severity, plural};
use crate::terminal_style;
use anstyle::Style;

use crate::printable::{line, message, name};

/// The changes for a terminal: grouped by object, what hurts in red, and a line that counts.
pub(crate) fn human(changes: &[Change]) -> String {
    let mut text = String::new();
    let mut object = None;
    for change in changes {
        if object != Some(&change.object) {
            let bold = terminal_style::BOLD;
            let _ = writeln!(text, "{bold}{}{bold:#}", name(&change.object));
            object = Some(&change.object);
        }
        let colour = colour(change.severity);
        let severity = change.severity.to_string();
        let field = change
            .field
            .as_deref()
            .map_or_else(String::new, |field| format!("{}: ", name(field)));
        let message = message(&change.message);
        let _ = writeln!(text, "  {colour}{severity:10}{colour:#}  {field}{message}");
    }
    let _ = writeln!(text, "{}", count(changes));
    text
}

/// `3 changes: 2 breaking, 1 compatible`.
pub(crate) fn count(changes: &[Change]) -> String {
    let breaking = changes
        .iter()
        .filter(|it| it.severity == Severity::Breaking)
        .count();
    let compatible = changes.len() - breaking;
    format!(
        "{} change{}: {breaking} breaking, {compatible} compatible",
        changes.len(),
        plural(changes.len())
    )
}

/// The changes as workflow commands of GitHub Actions, one annotation each: breaking ones are
/// errors, compatible ones warnings. `file` is where an object's change is shown.
///
/// Source: GitHub Docs, *Workflow commands for GitHub Actions*: `::error file={name},title={t}::{message}`;
/// in messages `%`, CR and LF are escaped, in properties `:` and `,` too.
pub(crate) fn github(changes: &[Change], file: impl Fn(&str) -> Option<String>) -> String {
    let mut text = String::new();
    for change in changes {
        let command = match change.severity {
            Severity::Breaking => "error",
            Severity::Compatible => "warning",
        };
        let file = file(&change.object).map_or_else(String::new, |path| {
            format!("file={},", escaped(&path, true))
        });
        let title = escaped(
            &format!("{} ({})", name(&change.place()), change.what),
            true,
        );
        let lines: Vec<String> = change.message.lines().map(message).collect();
        let message = format!("{}: {}", change.severity, lines.join("\n"));
        let message = escaped(&message, false);
        let _ = writeln!(text, "::{command} {file}title={title}::{message}");
    }
    text
}

/// A notice that belongs to no object.
pub(crate) fn one_line(command: &str, message: &str) -> String {
    let lines: Vec<String> = message.lines().map(line).collect();
    format!("::{command}::{}\n", escaped(&lines.join("\n"), false))
}

fn escaped(text: &str, property: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for ch in text.chars() {
        match ch {
            '%' => out.push_str("%25"),
            '\r' => out.push_str("%0D"),
            '\n' => out.push_str("%0A"),
            ':' if property => out.push_str("%3A"),
            ',' if property => out.push_str("%2C"),
            ch => out.push(ch),
        }
    }
    out
}

const fn colour(severity: Severity) -> Style {
    match severity {
        Severity::Breaking => terminal_style::ERROR,
        Severity::Compatible => terminal_style::WARNING,
    }
}
