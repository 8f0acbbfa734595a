//! Why a text is not a describe, and where.

use std::error::Error;
use std::fmt;
use std::path::Path;

use crate::rules::server_text::{MAX, escape};

/// Why a text is not a describe.
///
/// Its `Display` begins with line and column; [`in_file`](Self::in_file) puts the file's
/// name before them, in the form editors and terminals make a link of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DescribeError {
    pub(super) kind: DescribeErrorKind,
    pub(super) path: String,
    pub(super) place: Option<(usize, usize)>,
}

/// What is wrong with a text that should be a describe.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DescribeErrorKind {
    /// Nothing but white space.
    Empty,
    /// Bytes that are no UTF-8 text.
    NotUtf8,
    /// UTF-16, as Windows PowerShell's `>` writes it.
    Utf16,
    /// Markup: an HTML page, such as a login form, or the XML of the Metadata API.
    Markup,
    /// Not JSON.
    Syntax {
        /// What the JSON reader says.
        message: String,
    },
    /// The text ends before its JSON does.
    Truncated,
    /// A list where one object should be.
    List,
    /// The list of an org's objects, the answer of `/sobjects`, not the describe of one.
    GlobalDescribe,
    /// An answer of Salesforce that reports an error.
    ErrorAnswer {
        /// The error code, such as `INVALID_SESSION_ID`.
        code: String,
        /// The message.
        message: String,
    },
    /// A key that every describe has is not there.
    Missing {
        /// The key.
        key: String,
    },
    /// A value of the wrong type.
    Unexpected {
        /// What should be there, such as `a number`.
        expected: String,
        /// What is there, shortened if it is long.
        found: String,
    },
}

impl DescribeError {
    /// What is wrong.
    #[must_use]
    pub const fn kind(&self) -> &DescribeErrorKind {
        &self.kind
    }

    /// The path to the wrong value, such as `fields[3].length`; empty when it is the whole.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The line, counted from 1; `None` when the text has no line that is wrong.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        self.place.map(|(line, _)| line)
    }

    /// The column in characters, counted from 1, at which the wrong value begins.
    #[must_use]
    pub fn column(&self) -> Option<usize> {
        self.place.map(|(_, column)| column)
    }

    /// The error with the name of the file it is in.
    ///
    /// ```
    /// use std::path::Path;
    ///
    /// use ats_schema::describe::Describe;
    ///
    /// let text = br#"{"name": "Account", "fields": [{"name": "Id", "length": "forty"}]}"#;
    /// let error = Describe::parse(text).unwrap_err();
    /// assert_eq!(
    ///     error.in_file(Path::new("schemas/Account.json")).to_string(),
    ///     "schemas/Account.json:1:57: fields[0].length: expected a number, found \"forty\"",
    /// );
    /// ```
    #[must_use]
    pub fn in_file(self, file: &Path) -> InFile {
        InFile {
            file: file.into(),
            error: self,
        }
    }
}

impl fmt::Display for DescribeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((line, column)) = self.place {
            write!(f, "{line}:{column}: ")?;
        }
        if !self.path.is_empty() {
            write!(f, "{}: ", escape(&self.path, MAX))?;
        }
        self.kind.fmt(f)
    }
}

impl Error for DescribeError {}

impl fmt::Display for DescribeErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("it is empty; a describe is one JSON object"),
            Self::NotUtf8 => f.write_str("not UTF-8 text"),
            Self::Utf16 => f.write_str(
                "UTF-16 text, as PowerShell's `>` writes it; save it as UTF-8, \
                 for example with `| Out-File -Encoding utf8`",
            ),
            Self::Markup => f.write_str(
                "HTML or XML, not JSON; a describe comes from \
                 /services/data/vXX.0/sobjects/<object>/describe",
            ),
            Self::Syntax { message } => write!(f, "not JSON: {}", escape(message, MAX)),
            Self::Truncated => {
                f.write_str("the text ends in the middle of its JSON; was it cut off?")
            }
            Self::List => f.write_str(
                "a list where one object should be; save each object's describe in a file \
                 of its own",
            ),
            Self::GlobalDescribe => f.write_str(
                "the list of the org's objects, not the describe of one; ask for \
                 /services/data/vXX.0/sobjects/<object>/describe",
            ),
            Self::ErrorAnswer { code, message } => write!(
                f,
                "an error answer was saved, not a describe: {}: {}",
                escape(code, MAX),
                escape(message, MAX)
            ),
            Self::Missing { key } => write!(f, "`{}` is missing", escape(key, MAX)),
            Self::Unexpected { expected, found } => write!(
                f,
                "expected {}, found {}",
                escape(expected, MAX),
                escape(found, MAX)
            ),
        }
    }
}

/// A [`DescribeError`] and the file it is in: `schemas/Account.json:12:17: …`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InFile {
    file: Box<Path>,
    error: DescribeError,
}

impl InFile {
    /// The file.
    #[must_use]
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// What is wrong in it.
    #[must_use]
    pub const fn error(&self) -> &DescribeError {
        &self.error
    }
}

impl fmt::Display for InFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", escape(&self.file.to_string_lossy(), usize::MAX))?;
        if self.error.place.is_none() {
            f.write_str(" ")?;
        }
        self.error.fmt(f)
    }
}

// The message already says all of it, so there is no source to repeat it.
impl Error for InFile {}
