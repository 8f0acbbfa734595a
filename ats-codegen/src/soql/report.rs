//! What is said of the queries.

use ats_schema::soql::check::{Class, Finding};
use ats_schema::soql::{SoqlError, Span};
use serde_json::{Value, json};

use super::query_files::Unit;

/// Everything that was found.
#[derive(Default)]
pub(crate) struct Report {
    pub(crate) queries: usize,
    errors: usize,
    warnings: usize,
    human: String,
    diagnostics: Vec<Value>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Severity {
    Error,
    Warning,
}

impl Severity {
    /// What cannot be told does not fail a check.
    pub(crate) fn of(class: &Class, allow_never_matches: bool) -> Self {
        match class {
            Class::NotKnown => Self::Warning,
            Class::NeverMatches if allow_never_matches => Self::Warning,
            _ => Self::Error,
        }
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// What both kinds of mistake have.
struct Diagnostic<'a> {
    severity: Severity,
    class: &'a str,
    kind: &'a str,
    code: Option<&'a str>,
    message: &'a str,
    help: Option<&'a str>,
    span: Span,
    rendered: String,
}

impl Report {
    pub(crate) fn syntax(&mut self, unit: &Unit<'_>, error: &SoqlError) {
        let code = error.code();
        let diagnostic = Diagnostic {
            severity: Severity::Error,
            class: "org-refuses",
            kind: "syntax",
            code: Some(code.as_str()),
            message: error.message(),
            help: error.help(),
            span: error.span(),
            rendered: error.render_in_file(&unit.file, &unit.text, unit.offset),
        };
        self.add(unit, &diagnostic);
    }

    pub(crate) fn finding(&mut self, unit: &Unit<'_>, finding: &Finding, severity: Severity) {
        let (message, help) = (finding.message(), finding.help());
        let diagnostic = Diagnostic {
            severity,
            class: finding.class().as_str(),
            kind: finding.kind().as_str(),
            code: finding.class().code(),
            message: &message,
            help: help.as_deref(),
            span: finding.span(),
            rendered: finding.render_in_file(&unit.file, &unit.text, unit.offset),
        };
        self.add(unit, &diagnostic);
    }

    fn add(&mut self, unit: &Unit<'_>, diagnostic: &Diagnostic<'_>) {
        match diagnostic.severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
        }
        let severity = diagnostic.severity.as_str();
        let label = diagnostic.code.unwrap_or(diagnostic.class);
        self.human.push_str(&format!("{severity}[{label}]: "));
        for line in diagnostic.rendered.lines() {
            self.human.push_str(&crate::printable::line(line));
            self.human.push('\n');
        }
        self.human.push('\n');
        let span = diagnostic.span.shifted(unit.offset);
        let (line, column) = span.line_column(&unit.text);
        let end = Span::new(span.end, span.end);
        let (end_line, end_column) = end.line_column(&unit.text);
        self.diagnostics.push(json!({
            "file": unit.file,
            "line": line,
            "column": column,
            "endLine": end_line,
            "endColumn": end_column,
            "severity": severity,
            "class": diagnostic.class,
            "kind": diagnostic.kind,
            "code": diagnostic.code,
            "message": diagnostic.message,
            "help": diagnostic.help,
        }));
    }

    /// Every diagnostic, with the lines it is about.
    pub(crate) fn human(&self) -> &str {
        &self.human
    }

    /// One line: how many of what.
    pub(crate) fn summary(&self) -> String {
        let count = |number: usize, one: &str, more: &str| match number {
            1 => format!("1 {one}"),
            number => format!("{number} {more}"),
        };
        format!(
            "{}: {}, {}",
            count(self.queries, "query", "queries"),
            count(self.errors, "error", "errors"),
            count(self.warnings, "warning", "warnings"),
        )
    }

    /// The same for programs.
    pub(crate) fn json(&self) -> Value {
        json!({
            "queries": self.queries,
            "errors": self.errors,
            "warnings": self.warnings,
            "diagnostics": self.diagnostics,
        })
    }

    /// What the command ends with.
    pub(crate) const fn code(&self) -> u8 {
        if self.errors > 0 { 1 } else { 0 }
    }
}
