//! What the org refused, and why.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use ats_core::record::Table;
use ats_schema::rules::error_code::ErrorCode;
use ats_schema::rules::server_text;

use super::ErrorKind;
use super::mask::{HIDDEN, is_id};

/// The longest name of a field, an object or a code that a message shows.
pub(super) const LONGEST_NAME: usize = 80;

/// What a call was about: for messages and traces.
#[derive(Clone)]
#[non_exhaustive]
pub struct ErrorContext {
    /// What was done, such as `create`.
    pub operation: &'static str,
    /// The API name of the object, where there is one.
    pub object: Cow<'static, str>,
    /// The id of the record, where there is one.
    pub record: Option<String>,
    /// The object's fields, for their labels.
    pub(crate) table: Option<&'static Table>,
}

impl ErrorContext {
    pub(crate) const fn new(operation: &'static str) -> Self {
        Self {
            operation,
            object: Cow::Borrowed(""),
            record: None,
            table: None,
        }
    }

    pub(crate) const fn typed(operation: &'static str, table: &'static Table) -> Self {
        Self {
            operation,
            object: Cow::Borrowed(table.object),
            record: None,
            table: Some(table),
        }
    }

    pub(crate) const fn of_table(operation: &'static str, table: Option<&'static Table>) -> Self {
        match table {
            Some(table) => Self::typed(operation, table),
            None => Self::new(operation),
        }
    }

    pub(crate) fn object(mut self, object: &str) -> Self {
        self.object = Cow::Owned(object.to_owned());
        self
    }

    pub(crate) fn record(mut self, id: impl fmt::Display) -> Self {
        self.record = Some(id.to_string());
        self
    }
}

impl fmt::Display for ErrorContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.operation)?;
        if !self.object.is_empty() {
            let object = server_text::escape(&self.object, LONGEST_NAME);
            write!(f, " of {object}")?;
        }
        if let Some(record) = &self.record {
            write!(f, " {record}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for ErrorContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ErrorContext({self})")
    }
}

/// The org refused a call, or failed at it.
///
/// `Display` is one line of at most 1,200 characters and, if that is not all, the number of those left
/// out. See [`ApiError`] for what it shows. Neither it nor `Debug` prints [`matches`](Self::matches)
/// beyond their ids.
#[derive(Clone)]
#[non_exhaustive]
pub struct ApiFailure {
    /// The HTTP status.
    pub status: u16,
    /// The host that answered.
    pub host: String,
    /// What was asked.
    pub context: ErrorContext,
    /// What the org says; empty where it says nothing (`HEAD`, 304, 412).
    pub errors: Vec<ApiError>,
    /// For status 300: the paths of the records that share the external key.
    pub matches: Vec<String>,
    /// How long the org asks to be left alone.
    pub retry_after: Option<Duration>,
}

/// One thing the org says is wrong.
///
/// The public fields, `Display` and `Debug` can be printed: secrets and the values of records are
/// replaced by `…`, and characters that act on a terminal are escaped.
/// [`raw_message`](Self::raw_message) is the org's own text.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ApiError {
    /// `errorCode` or `statusCode`.
    pub code: ErrorCode,
    /// The org's words: one line of at most 500 characters and, if that is not all, the number of those
    /// left out.
    ///
    /// A value that the request sent, and the value in a known message of Salesforce such as `data value
    /// too large: … (max length=40)`, is replaced by `…`. Names, ids and lengths stay. Of the message of a
    /// validation rule, only the values that were sent are replaced.
    pub message: String,
    /// The org's own words, without the secrets that were sent.
    pub(crate) raw: String,
    /// The fields it is about.
    pub fields: Vec<FieldName>,
    /// The `referenceId` of the record, in answers about several.
    pub reference: Option<String>,
}

/// A field, as an error names it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldName {
    /// The API name.
    pub name: String,
    /// The label, where the record's type knows the field.
    pub label: Option<&'static str>,
}

impl fmt::Display for FieldName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.label {
            Some(label) if label != self.name => write!(f, "{label} (`{}`)", self.name),
            _ => write!(f, "`{}`", self.name),
        }
    }
}

/// The rule that the org says is broken, as far as its words tell.
///
/// `Debug` does not print the value of [`NotListed`](Self::NotListed).
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ServerRule {
    /// A text is longer than the field (`STRING_TOO_LONG`).
    MaxLength(u32),
    /// A value is missing (`REQUIRED_FIELD_MISSING`).
    Required,
    /// A restricted picklist does not list this value
    /// (`INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST`), which may be personal data.
    NotListed(String),
    /// Another record has the value already (`DUPLICATE_VALUE`).
    Unique,
    /// A validation rule of the org (`FIELD_CUSTOM_VALIDATION_EXCEPTION`), with its
    /// [message](ApiError::message).
    ValidationRule(String),
}

impl fmt::Debug for ServerRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MaxLength(max) => f.debug_tuple("MaxLength").field(max).finish(),
            Self::Required => f.write_str("Required"),
            Self::NotListed(_) => f.write_str("NotListed(…)"),
            Self::Unique => f.write_str("Unique"),
            Self::ValidationRule(words) => f.debug_tuple("ValidationRule").field(words).finish(),
        }
    }
}

impl ApiError {
    /// Returns the org's own words, unescaped, without the passwords and tokens that were sent. Of a
    /// very long text they are the first 32,000 characters.
    ///
    /// They may hold values of the record, which may be personal data, and characters that act on a
    /// terminal: do not log them.
    #[must_use]
    pub fn raw_message(&self) -> &str {
        &self.raw
    }

    /// The rule that is broken.
    #[must_use]
    pub fn rule(&self) -> Option<ServerRule> {
        match self.code {
            ErrorCode::StringTooLong => {
                let (_, rest) = self.raw.rsplit_once("max length=")?;
                let digits = rest.trim_end_matches(|c: char| !c.is_ascii_digit());
                digits.parse().ok().map(ServerRule::MaxLength)
            }
            ErrorCode::RequiredFieldMissing => Some(ServerRule::Required),
            ErrorCode::InvalidOrNullForRestrictedPicklist => {
                let (_, value) = self.raw.rsplit_once("picklist field: ")?;
                Some(ServerRule::NotListed(value.to_owned()))
            }
            ErrorCode::DuplicateValue => Some(ServerRule::Unique),
            ErrorCode::FieldCustomValidationException => {
                Some(ServerRule::ValidationRule(self.message.clone()))
            }
            _ => None,
        }
    }

    /// What to do about it, where the code or the message tells.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        super::help::of_error(self)
    }

    /// Whether the org rolled back and the same may succeed when sent again.
    ///
    /// A lock that could not be had, because something else is changing the same records; the
    /// transaction is rolled back.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(self.code, ErrorCode::UnableToLockRow)
    }

    /// Returns true if the org does not accept this kind of session, so that a new one would be refused
    /// too.
    ///
    /// Source: jsforce does not sign in again after these messages.
    pub(crate) fn is_unsupported_session(&self) -> bool {
        [NOT_FOR_REST, NOT_FOR_AGENT]
            .iter()
            .any(|text| self.raw.contains(text))
    }
}

/// Part of the org's message where a session may not use the REST API.
pub(super) const NOT_FOR_REST: &str = "not valid for use with the REST API";

/// Part of the org's message where the connected app is not one of an agent.
pub(super) const NOT_FOR_AGENT: &str = "not attached to Agent";

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, field) in self.fields.iter().enumerate() {
            write!(f, "{}{field}", if i == 0 { "" } else { ", " })?;
        }
        if !self.fields.is_empty() {
            f.write_str(": ")?;
        }
        let mut message = self.message.as_str();
        // “First Name: data value too large”: the field has been named.
        if let [field] = &*self.fields {
            let names = [field.label.unwrap_or_default(), &field.name];
            let rest = names.iter().find_map(|name| {
                let rest = message.strip_prefix(name)?.strip_prefix(": ")?;
                (!name.is_empty()).then_some(rest)
            });
            message = rest.unwrap_or(message);
        }
        write!(f, "{message} ({})", self.code)
    }
}

/// Prints what can be printed, and not the raw message.
impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("code", &self.code)
            .field("message", &self.message)
            .field("fields", &self.fields)
            .field("reference", &self.reference)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for ApiError {}

impl ApiFailure {
    /// The first error code.
    #[must_use]
    pub fn code(&self) -> Option<&ErrorCode> {
        self.errors.first().map(|error| &error.code)
    }

    /// What kind of failure it is: by the error code where there is one that tells, else by the
    /// HTTP status.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.code()
            .and_then(ErrorKind::of_code)
            .unwrap_or_else(|| ErrorKind::of_status(self.status))
    }
}

impl fmt::Display for ApiFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Who says nothing may be anybody.
        let who = if self.errors.is_empty() && self.matches.is_empty() {
            &self.host
        } else {
            "salesforce"
        };
        let mut text = format!("{who} refused {} (HTTP {})", self.context, self.status);
        if self.errors.is_empty() {
            text = text + ": " + ErrorKind::of_status(self.status).words();
        } else {
            text = text + ": " + &joined(&self.errors);
        }
        if !self.matches.is_empty() {
            let ids: Vec<_> = self.matches.iter().map(|path| match_id(path)).collect();
            text = text + ": " + &ids.join(", ");
        }
        server_text::escape(&text, LONGEST).fmt(f)
    }
}

/// The id at the end of a record's path; another path may hold the value of an external key.
fn match_id(path: &str) -> &str {
    let id = path.rsplit('/').next().unwrap_or_default();
    if is_id(id) { id } else { HIDDEN }
}

/// The number of characters of a message about several errors.
const LONGEST: usize = 1200;

/// The messages of several errors in one line, which is not longer than that of a failure.
pub(crate) fn list(errors: &[ApiError]) -> String {
    server_text::escape(&joined(errors), LONGEST).to_string()
}

fn joined(errors: &[ApiError]) -> String {
    let errors: Vec<_> = errors.iter().map(ToString::to_string).collect();
    errors.join("; ")
}

impl fmt::Debug for ApiFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids: Vec<_> = self.matches.iter().map(|path| match_id(path)).collect();
        f.debug_struct("ApiFailure")
            .field("status", &self.status)
            .field("host", &self.host)
            .field("about", &self.context)
            .field("errors", &self.errors)
            .field("matches", &ids)
            .field("retry_after", &self.retry_after)
            .finish()
    }
}

impl std::error::Error for ApiFailure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.errors.first().map(|error| error as _)
    }
}
