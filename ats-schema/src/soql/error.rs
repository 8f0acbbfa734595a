//! Why a text is no query, and where.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;

use super::span::Span;
use crate::rules::error_code::ErrorCode;

/// Why a text is not SOQL, and where.
///
/// It prints as one line without the place; [`render`](Self::render) shows the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SoqlError {
    kind: SoqlErrorKind,
    span: Span,
    /// Where Salesforce's parser stumbles, which can be later.
    stumble: Span,
    message: Cow<'static, str>,
    help: Option<Cow<'static, str>>,
}

/// What is wrong with a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SoqlErrorKind {
    /// There is no query.
    Empty,
    /// More text than the 4 GiB a [`Span`] can tell apart.
    TooLong,
    /// Parentheses, subqueries or functions inside each other deeper than
    /// [`MAX_DEPTH`](super::MAX_DEPTH).
    TooDeep,
    /// A character that SOQL has no use for.
    UnexpectedCharacter,
    /// A typographic quote, which word processors and web pages put in.
    CurlyQuote,
    /// A double quote, or a backquote.
    DoubleQuote,
    /// A comment: SOQL has none.
    Comment,
    /// A text whose closing quote is missing.
    UnterminatedText,
    /// A text with an escape sequence that SOQL does not know.
    BadText,
    /// A date or time that does not exist or is not written as it must be.
    BadDate,
    /// A number that is not written as it must be.
    BadNumber,
    /// A bind that is not written as it must be.
    BadBind,
    /// A bind in quotes, which is text: `':name'`.
    QuotedBind,
    /// Something else was expected.
    Unexpected,
    /// The text ends too early.
    UnexpectedEnd,
    /// A word that cannot be a name.
    ReservedWord,
    /// A comma with nothing after it.
    TrailingComma,
    /// An operator of another language: `==`, `&&`, `BETWEEN`, `IS NULL`.
    ForeignOperator,
    /// A clause of another language: `SELECT *`, `DISTINCT`, `JOIN`.
    ForeignClause,
    /// `AND` and `OR` without parentheses to say which goes first.
    MixedAndOr,
    /// `NOT` beside `AND`, `OR` or another `NOT`, without parentheses.
    BareNot,
    /// A clause that stands after one that must follow it.
    ClauseOrder,
    /// A clause that is there twice.
    DuplicateClause,
    /// No `FROM`.
    MissingFrom,
    /// A function that does not exist.
    UnknownFunction,
    /// Too many or too few arguments, or of the wrong kind.
    WrongArguments,
    /// A name where a value must stand.
    NotAValue,
    /// `IN ()`.
    EmptyList,
    /// A clause, or a second field, in a subquery that may not have it.
    SemiJoin,
    /// A bind where there is nobody to give its value.
    BindInRest,
    /// Something only Apex has.
    ApexOnly,
}

impl SoqlError {
    pub(super) fn new(
        kind: SoqlErrorKind,
        span: Span,
        message: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            kind,
            span,
            stumble: span,
            message: message.into(),
            help: None,
        }
    }

    pub(super) fn with_help(mut self, help: impl Into<Cow<'static, str>>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(super) const fn stumbling_at(mut self, span: Span) -> Self {
        self.stumble = span;
        self
    }

    /// What is wrong.
    #[must_use]
    pub const fn kind(&self) -> SoqlErrorKind {
        self.kind
    }

    /// Where: what is to be underlined, empty at the end of the text.
    #[must_use]
    pub const fn span(&self) -> Span {
        self.span
    }

    /// What is wrong, in words.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What to write instead.
    #[must_use]
    pub fn help(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// The error code Salesforce answers such a query with: always `MALFORMED_QUERY`.
    #[must_use]
    pub const fn code(&self) -> ErrorCode {
        ErrorCode::MalformedQuery
    }

    /// The line and column at which the mistake begins, both counted from 1, the column in
    /// characters.
    #[must_use]
    pub fn line_column(&self, source: &str) -> (usize, usize) {
        line_column(source, self.span)
    }

    /// The message with the line it is about and carets under the mistake:
    ///
    /// ```
    /// use ats_schema::soql::{Dialect, parse};
    ///
    /// let source = "SELECT Id FROM Job WHERE Name == 'Cook'";
    /// let error = parse(source, Dialect::Rest).unwrap_err();
    /// assert_eq!(
    ///     error.render(source),
    ///     "\
    /// == is not an operator of SOQL
    ///   --> 1:31
    ///    |
    ///  1 | SELECT Id FROM Job WHERE Name == 'Cook'
    ///    |                               ^^
    ///    = help: write a single =",
    /// );
    /// ```
    ///
    /// A long line is cut around the mistake.
    #[must_use]
    pub fn render(&self, source: &str) -> String {
        underline(source, self.span, None, &self.message, self.help())
    }

    /// The same for a query that begins `offset` bytes into a file: line and column are
    /// those of the file.
    #[must_use]
    pub fn render_in_file(&self, file: &str, source: &str, offset: usize) -> String {
        let span = self.span.shifted(offset);
        underline(source, span, Some(file), &self.message, self.help())
    }

    /// The `message` of Salesforce's answer to such a query: the words around the mistake, a
    /// caret, its row and column, and what the grammar stumbled over.
    ///
    /// *Not certain:* Salesforce does not document the format. It was reconstructed from
    /// answers that people have published; how much it shows after the mistake, and the
    /// wording for mistakes nobody published, are guesses.
    #[must_use]
    pub fn salesforce_message(&self, source: &str) -> String {
        let place = Place::of(source, self.stumble);
        // What its parser finds, Salesforce counts from 0, and points one to the left.
        let (row, column) = (place.line, place.column - 1);
        let found = match self.stumble.text(source) {
            // Salesforce names one token.
            "" => "<EOF>",
            text => text.split_whitespace().next().unwrap_or(text),
        };
        let what = match self.kind {
            SoqlErrorKind::Empty => {
                return "SOQL statements cannot be empty or null".to_owned();
            }
            SoqlErrorKind::CurlyQuote
            | SoqlErrorKind::DoubleQuote
            | SoqlErrorKind::UnexpectedCharacter => {
                let found = found.chars().next().unwrap_or('?');
                format!("line {row}:{column} no viable alternative at character '{found}'")
            }
            SoqlErrorKind::UnterminatedText => {
                format!("line {row}:{column} mismatched character '<EOF>' expecting '''")
            }
            SoqlErrorKind::BadText => "Invalid string literal. Illegal character sequence \
                                       in string literal."
                .to_owned(),
            SoqlErrorKind::BindInRest => "Bind variables only allowed in Apex code".to_owned(),
            SoqlErrorKind::ApexOnly if found.eq_ignore_ascii_case("ALL") => {
                "ALL ROWS not allowed in this context".to_owned()
            }
            _ => format!("unexpected token: '{found}'"),
        };
        place.salesforce(column, &what)
    }
}

/// The `message` of Salesforce's answer when a name in a query is wrong and not its grammar:
/// the words around `span`, a caret, row and column, and then `what`.
///
/// ```
/// use ats_schema::soql::{Span, salesforce_message};
///
/// let source = "SELECT Nmae FROM Account";
/// assert_eq!(
///     salesforce_message(source, Span::new(7, 11), "No such column 'Nmae' on entity 'Account'."),
///     "\nSELECT Nmae FROM Account\n       ^\nERROR at Row:1:Column:8\n\
///      No such column 'Nmae' on entity 'Account'.",
/// );
/// ```
#[must_use]
pub fn salesforce_message(source: &str, span: Span, what: &str) -> String {
    let place = Place::of(source, span);
    place.salesforce(place.column, what)
}

impl fmt::Display for SoqlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.help {
            Some(help) => write!(f, " ({help})"),
            None => Ok(()),
        }
    }
}

impl Error for SoqlError {}

/// A message with the line it is about and carets under `span`: see
/// [`SoqlError::render`]. `origin` is the file, if the source is one.
pub(super) fn underline(
    source: &str,
    span: Span,
    origin: Option<&str>,
    message: &str,
    help: Option<&str>,
) -> String {
    let place = Place::of(source, span);
    let (text, before) = place.excerpt();
    let number = place.line.to_string();
    let gutter = " ".repeat(number.len());
    let width = span.text(source).chars().count();
    let room = text.chars().count().saturating_sub(before);
    let carets = "^".repeat(width.min(room).max(1));
    let blanks = " ".repeat(before);
    let colon = if origin.is_some() { ":" } else { "" };
    let mut out = format!(
        "{message}\n {gutter}--> {}{colon}{}:{}\n {gutter} |\n {number} | {text}\n {gutter} | {blanks}{carets}",
        origin.unwrap_or_default(),
        place.line,
        place.column,
    );
    if let Some(help) = help {
        out.push_str(&format!("\n {gutter} = help: {help}"));
    }
    out
}

/// The line and column at which a span begins: see [`SoqlError::line_column`].
pub(super) fn line_column(source: &str, span: Span) -> (usize, usize) {
    let place = Place::of(source, span);
    (place.line, place.column)
}

/// Where a mistake begins.
struct Place<'a> {
    line: usize,
    column: usize,
    /// The line, before and from the mistake.
    before: &'a str,
    after: &'a str,
}

impl<'a> Place<'a> {
    fn of(source: &'a str, span: Span) -> Self {
        let mut at = (span.start as usize).min(source.len());
        // A span of another source must not bring anybody down.
        while !source.is_char_boundary(at) {
            at -= 1;
        }
        let (before, after) = source.split_at(at);
        let line = before.matches('\n').count() + 1;
        let before = before.rsplit('\n').next().unwrap_or_default();
        let after = after.split(['\n', '\r']).next().unwrap_or_default();
        Self {
            line,
            column: before.chars().count() + 1,
            before,
            after,
        }
    }

    /// What to show of the line, and how many characters of it stand before the mistake.
    fn excerpt(&self) -> (String, usize) {
        const BEFORE: usize = 70;
        const AFTER: usize = 50;
        let skipped = self.column.saturating_sub(1 + BEFORE);
        let mark = if skipped > 0 { "…" } else { "" };
        let before = self.before.chars().skip(skipped);
        let mut text: String = mark.chars().chain(before).map(blank).collect();
        let length = text.chars().count();
        text.extend(self.after.chars().take(AFTER).map(blank));
        if self.after.chars().nth(AFTER).is_some() {
            text.push('…');
        }
        (text, length)
    }

    /// Salesforce's message, with the caret where `column`, counted from 1, is.
    fn salesforce(&self, column: usize, what: &str) -> String {
        let before = last_words(self.before);
        let left = self.column.saturating_sub(column);
        let blanks = " ".repeat(before.chars().count().saturating_sub(left));
        let shown = before.chars().chain(first_words(self.after).chars());
        let words: String = shown.map(blank).collect();
        let row = self.line;
        format!("\n{words}\n{blanks}^\nERROR at Row:{row}:Column:{column}\n{what}")
    }
}

/// How much of the line Salesforce shows before a mistake, and how much from it on: whole
/// words, at most so many, and at most so many characters.
///
/// No document says. Answers that people have published show five words or fewer on each
/// side; where they show fewer although there are more, another would not fit into 45
/// characters (simple-salesforce, issue 73; superfell/SoqlX, 18; forcedotcom/cli, 1356;
/// forcedotcom/soql-tooling, 86). One shows less after the mistake than this rule would
/// (mautic, pull request 13406).
const WORDS: usize = 5;
const CHARACTERS: usize = 45;

/// The end of `text` that Salesforce shows before a mistake.
fn last_words(text: &str) -> &str {
    let mut start = text.len();
    let mut words = 0;
    for (at, c) in text.char_indices().rev().take(CHARACTERS) {
        let begins = !is_gap(c) && text[..at].chars().next_back().is_none_or(is_gap);
        if begins {
            start = at;
            words += 1;
        }
        if words == WORDS {
            break;
        }
    }
    &text[start..]
}

/// The beginning of `text` that Salesforce shows from a mistake on: at least its first word,
/// unless that is absurdly long.
fn first_words(text: &str) -> &str {
    let mut end = 0;
    let mut words = 0;
    for (count, (at, c)) in text.char_indices().enumerate() {
        if count == CHARACTERS && words > 0 {
            break;
        }
        if count == 4 * CHARACTERS {
            end = at;
            break;
        }
        let next = at + c.len_utf8();
        let ends = !is_gap(c) && text[next..].chars().next().is_none_or(is_gap);
        if ends {
            end = next;
            words += 1;
        }
        if words == WORDS {
            break;
        }
    }
    &text[..end]
}

/// What stands between words.
fn is_gap(c: char) -> bool {
    c == ',' || c.is_whitespace()
}

/// Blanks of every kind take one column, so that the caret stands under its word.
fn blank(c: char) -> char {
    if c.is_whitespace() || c.is_control() {
        ' '
    } else {
        c
    }
}
