//! A refusal by the org, and the errors that it reports.

use std::fmt;
use std::time::Duration;

use ats_schema::rules::error_code::ErrorCode;
use ats_schema::rules::server_text;

use super::context::ErrorContext;
use super::kind::ErrorKind;
use super::printable::{HIDDEN, is_id};

/// The org refused a request, or failed to process it.
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
    /// The operation and its object.
    pub context: ErrorContext,
    /// The errors that the org reports; empty where it reports none (`HEAD`, 304, 412).
    pub errors: Vec<ApiError>,
    /// For status 300: the paths of the records that share the external key.
    pub matches: Vec<String>,
    /// The wait that the org requests (`Retry-After`).
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

    /// Returns the advice about this error, where its code or message is known.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        let field = || match self.fields.first() {
            Some(field) => field.label.unwrap_or(&field.name).to_owned(),
            None => "the field".to_owned(),
        };
        Some(match (self.rule(), &self.code) {
        (Some(ServerRule::MaxLength(max)), _) => {
            format!("{} must be {max} characters or fewer", field())
        }
        (Some(ServerRule::Required), _) => {
            "fill in all required fields before sending; the generated `New…` types do not compile without them"
                .to_owned()
        }
        (Some(ServerRule::NotListed(_)), _) => format!(
            "use one of the values that the describe lists for {}; if the list has changed, generate the types again",
            field()
        ),
        (Some(ServerRule::Unique), _) => format!(
            "{} must be unique: look for the record that has the value, or upsert by an external id",
            field()
        ),
        (_, ErrorCode::InvalidField) => {
            "check the field's API name (package fields begin with `bpats__`) and that the user's permission set shows the field"
                .to_owned()
        }
        (_, ErrorCode::InvalidType) => {
            "check the object's API name (package objects begin with `bpats__`) and that the user's permission set grants it"
                .to_owned()
        }
        (_, ErrorCode::MalformedQuery) => {
            "check the SOQL: text in straight single quotes, dates without quotes, `__r` to reach a parent"
                .to_owned()
        }
        (_, ErrorCode::InvalidQueryLocator) => {
            "the org no longer knows the cursor of this query, which can end with its session: run the query again from its first page"
                .to_owned()
        }
        (_, ErrorCode::InvalidSessionId) if self.raw_message().contains(NOT_FOR_REST) => {
            "give the user the permission “API Enabled”, and the app a flow whose sessions may use the REST API"
                .to_owned()
        }
        (_, ErrorCode::InvalidSessionId) if self.raw_message().contains(NOT_FOR_AGENT) => {
            "attach the connected app to the agent, or sign in with another app".to_owned()
        }
        (_, ErrorCode::InvalidEmailAddress) => {
            format!("{} must be an e-mail address, such as ada@example.com", field())
        }
        // Without a field it is about the record itself.
        (_, ErrorCode::InvalidCrossReferenceKey | ErrorCode::InsufficientAccessOnCrossReferenceEntity)
            if !self.fields.is_empty() =>
        {
            format!(
                "check that the record {} refers to exists, is of the right object, and is shared with this user",
                field()
            )
        }
        (_, ErrorCode::MalformedId | ErrorCode::FieldIntegrityException)
            if self.raw_message().contains("id value of incorrect type") =>
        {
            "look up which id was meant, this is one of another object; `Client::load_org_checks` has such ids found before they are sent"
                .to_owned()
        }
        (_, ErrorCode::DuplicatesDetected) => {
            "a duplicate rule of the org found a record like this one; update that one instead".to_owned()
        }
        _ => return None,
    })
    }

    /// Returns true if the org rolled back and the same may succeed when sent again.
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

    /// Returns the kind of failure: by the error code where there is one that tells, else by the
    /// HTTP status.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.code()
            .and_then(ErrorKind::of_code)
            .unwrap_or_else(|| ErrorKind::of_status(self.status))
    }

    pub(super) fn help(&self) -> String {
        of_errors(&self.errors).unwrap_or_else(|| self.kind().help().to_owned())
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

/// Returns the advice about the first error whose code or message is known.
pub(crate) fn of_errors(errors: &[ApiError]) -> Option<String> {
    errors.iter().find_map(ApiError::help).or_else(|| {
        let kind = errors
            .iter()
            .find_map(|error| ErrorKind::of_code(&error.code))?;
        Some(kind.help().to_owned())
    })
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
            .field("context", &self.context)
            .field("errors", &self.errors)
            .field("matches", &ids)
            .field("retry_after", &self.retry_after)
            .finish()
    }
}

impl std::error::Error for ApiFailure {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ClientError;

    fn failure(status: u16, code: &str, message: &str, field: &str) -> ClientError {
        ApiFailure {
            status,
            host: "acme.example".to_owned(),
            context: ErrorContext::new("create"),
            errors: vec![ApiError {
                code: ErrorCode::from(code),
                message: message.to_owned(),
                raw: message.to_owned(),
                fields: vec![FieldName {
                    name: field.to_owned(),
                    label: Some("First Name"),
                }],
                reference: None,
            }],
            matches: Vec::new(),
            retry_after: None,
        }
        .into()
    }

    #[test]
    fn the_guides_words() {
        let error = failure(
            400,
            "STRING_TOO_LONG",
            "First Name: data value too large: … (max length=40)",
            "FirstName",
        );
        assert_eq!(
            error.help().unwrap(),
            "First Name must be 40 characters or fewer"
        );
    }

    #[test]
    fn every_status_of_the_guides_table_has_its_own_advice() {
        let statuses = [
            300, 304, 400, 401, 403, 404, 405, 409, 410, 412, 415, 420, 428, 500,
        ];
        let advice: std::collections::BTreeSet<_> = statuses
            .iter()
            .map(|status| ErrorKind::of_status(*status).help())
            .collect();
        assert_eq!(advice.len(), statuses.len());
        for status in [414, 431, 502, 503] {
            assert!(
                !ErrorKind::of_status(status)
                    .help()
                    .starts_with("see the message")
            );
        }
    }
}
