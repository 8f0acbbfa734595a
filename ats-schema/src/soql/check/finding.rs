//! A broken rule and its place.

use std::fmt;

use super::rule::{FindingKind, Rule, Suggestion};
use super::{salesforce, words};
use crate::rules::error_code::ErrorCode;
use crate::soql::Span;
use crate::soql::error::{line_column, underline};

/// Something about a query that somebody should know before it runs.
///
/// It prints as one line without the place; [`render`](Self::render) shows the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    rule: Rule,
    class: Class,
    span: Span,
    operand: Span,
}

/// What becomes of a query with this finding.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Class {
    /// Salesforce answers this error.
    OrgRefuses(ErrorCode),
    /// It runs, but a part of it says nothing: a condition that is true of no record, or of
    /// every one, or that goes by an order the values do not have.
    NeverMatches,
    /// The schema does not hold the object, so nothing of it could be checked.
    NotKnown,
}

impl Class {
    /// The error code Salesforce answers, if it refuses the query.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::OrgRefuses(code) => Some(code.as_str()),
            Self::NeverMatches | Self::NotKnown => None,
        }
    }

    /// The class in a word with a dash: `org-refuses`, `never-matches`, `not-known`.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::OrgRefuses(_) => "org-refuses",
            Self::NeverMatches => "never-matches",
            Self::NotKnown => "not-known",
        }
    }
}

impl Finding {
    pub(super) fn new(rule: Rule, span: Span) -> Self {
        let class = match (&rule, salesforce::code(&rule)) {
            (_, Some(code)) => Class::OrgRefuses(code.clone()),
            (Rule::NotKnown { .. }, None) => Class::NotKnown,
            (_, None) => Class::NeverMatches,
        };
        Self {
            rule,
            class,
            span,
            operand: span,
        }
    }

    /// Sets the path or operand that Salesforce points at, where we point at a part of it or
    /// at the value it is compared with.
    pub(super) const fn of_operand(mut self, operand: Span) -> Self {
        self.operand = operand;
        self
    }

    /// Replaces what an unknown field is suggested to be.
    pub(super) fn suggest(&mut self, better: Suggestion) {
        if let Rule::UnknownField { suggestion, .. } = &mut self.rule {
            *suggestion = Some(better);
        }
    }

    /// Returns the broken rule, with the names and values that are involved.
    #[must_use]
    pub const fn rule(&self) -> &Rule {
        &self.rule
    }

    /// Which rule it is about.
    #[must_use]
    pub const fn kind(&self) -> FindingKind {
        self.rule.kind()
    }

    /// What becomes of the query.
    #[must_use]
    pub const fn class(&self) -> &Class {
        &self.class
    }

    /// What is to be underlined.
    #[must_use]
    pub const fn span(&self) -> Span {
        self.span
    }

    /// Returns the path or operand that the finding is about, at which Salesforce points.
    #[must_use]
    pub const fn operand(&self) -> Span {
        self.operand
    }

    /// What is wrong: the object, the field and the rule.
    #[must_use]
    pub fn message(&self) -> String {
        words::message(&self.rule)
    }

    /// What to write instead.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        words::help(&self.rule)
    }

    /// The line and column at which it begins, both counted from 1, the column in
    /// characters.
    #[must_use]
    pub fn line_column(&self, source: &str) -> (usize, usize) {
        line_column(source, self.span)
    }

    /// The message with the line it is about and carets under the mistake, as
    /// [`SoqlError::render`](crate::soql::SoqlError::render) gives it.
    #[must_use]
    pub fn render(&self, source: &str) -> String {
        let help = self.help();
        underline(source, self.span, None, &self.message(), help.as_deref())
    }

    /// The same for a query that begins `offset` bytes into a file: line and column are
    /// those of the file.
    #[must_use]
    pub fn render_in_file(&self, file: &str, source: &str, offset: usize) -> String {
        let span = self.span.shifted(offset);
        let help = self.help();
        underline(source, span, Some(file), &self.message(), help.as_deref())
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())?;
        match self.help() {
            Some(help) => write!(f, " ({help})"),
            None => Ok(()),
        }
    }
}
