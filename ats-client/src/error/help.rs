//! What to do about an error: the guide's “How to handle”, and Salesforce's own advice.

use std::fmt;

use ats_core::record::{Invalid, Problem, Rule};
use ats_schema::rules::error_code::ErrorCode;

use super::api::{NOT_FOR_AGENT, NOT_FOR_REST};
use super::{
    ApiError, ApiFailure, ClientError, ErrorKind, NotSalesforce, ServerRule, UnexpectedBody,
};

pub(super) fn of(error: &ClientError) -> Option<String> {
    Some(match error {
        ClientError::Invalid(invalid) => return of_invalid(invalid),
        ClientError::SignIn(error) => return error.help(),
        ClientError::Api(failure) => of_failure(failure),
        ClientError::Network(error) => error.help(),
        ClientError::OutcomeUnknown(unknown) => {
            let first = if unknown.repeatable {
                "send it again: what has been done already stays as it is"
            } else {
                "look for the record before sending the request again; `create_confirmed` does both, by an external \
                 id or a query"
            };
            match (&unknown.cause, unknown.cause.help()) {
                // Their advice, to try again, would contradict it.
                (ClientError::Network(_) | ClientError::Unreadable(_), _) | (_, None) => {
                    first.to_owned()
                }
                (_, Some(cause)) => format!("{first}; as to the cause, {cause}"),
            }
        }
        ClientError::RolledBack(_) => {
            "correct the call that failed, then send the whole request again".to_owned()
        }
        ClientError::NotSalesforce(answer) => of_foreign(answer).to_owned(),
        ClientError::Unreadable(answer) if answer.truncated => {
            "it was cut off: try again".to_owned()
        }
        ClientError::Unreadable(_) => {
            "check that the address is that of a Salesforce org, and that nothing answers in its place"
                .to_owned()
        }
        ClientError::TooLarge { .. } => {
            "ask for less at a time, or raise `max_body` when the client is built".to_owned()
        }
        ClientError::Budget(_) => {
            "wait until the 24-hour window has moved on, or raise `max_daily_share`".to_owned()
        }
        ClientError::Version(_) => {
            "give one of these to `api_version`, or leave it out to speak the latest".to_owned()
        }
        ClientError::Paging(error) => error.help().to_owned(),
        ClientError::NotOneRecord { found: 0, .. } => {
            "check its conditions, or use `query_optional`".to_owned()
        }
        ClientError::NotOneRecord { .. } => "narrow its conditions".to_owned(),
        ClientError::Config { advice, .. } => return some(advice),
        ClientError::Io { .. } => return None,
    })
}

/// A message and its advice, in one line.
pub(crate) fn together(message: &dyn fmt::Display, help: Option<String>) -> String {
    match help {
        Some(help) => format!("{message}; {help}"),
        None => message.to_string(),
    }
}

pub(crate) fn some(advice: &str) -> Option<String> {
    (!advice.is_empty()).then(|| advice.to_owned())
}

/// What the first of the problems wants; where the message says it already, nothing.
pub(crate) fn of_invalid(invalid: &Invalid) -> Option<String> {
    let Problem { label, rule, .. } = invalid.problems.first()?;
    Some(match rule {
        Rule::Required => format!("give {label} a value; blank text is none"),
        Rule::NotNillable => format!("leave {label} out of the update, or set a value"),
        Rule::MaxLength { .. } => {
            format!("shorten {label}; `Text::truncated` keeps as much as fits")
        }
        Rule::NotListed { .. } | Rule::Inactive { .. } => format!(
            "set {label} to a variant of its enum; if the org lists the value, generate the types again"
        ),
        Rule::Dependent { controller, .. } => {
            format!("set {label} to a value that goes with {controller}, or change {controller}")
        }
        Rule::NotAnEmail { .. } => "write it as ada@example.com".to_owned(),
        Rule::OtherObject { .. } => {
            "look up which id was meant: it begins with the prefix of its object".to_owned()
        }
        _ => return None,
    })
}

pub(crate) const fn of_foreign(answer: &NotSalesforce) -> &'static str {
    match (&answer.body, answer.kind()) {
        (UnexpectedBody::Redirect { .. }, _) => "use the My Domain address of the org",
        (_, ErrorKind::NoRoute) => {
            "check the address: no instance serves this host, it may have moved"
        }
        (_, ErrorKind::TooManyRequests) => "make fewer requests at the same time",
        (_, kind) if kind.is_transient() => {
            "try again later: the instance cannot be reached for the moment"
        }
        _ => {
            "check that the address is that of a Salesforce org, and that no proxy or login page stands before it"
        }
    }
}

fn of_failure(failure: &ApiFailure) -> String {
    of_errors(&failure.errors).unwrap_or_else(|| of_kind(failure.kind()).to_owned())
}

/// What the first of the errors wants about which more is known than its kind.
pub(crate) fn of_errors(errors: &[ApiError]) -> Option<String> {
    errors.iter().find_map(of_error).or_else(|| {
        let kind = errors
            .iter()
            .find_map(|error| ErrorKind::of_code(&error.code))?;
        Some(of_kind(kind).to_owned())
    })
}

pub(super) fn of_error(error: &ApiError) -> Option<String> {
    let field = || match error.fields.first() {
        Some(field) => field.label.unwrap_or(&field.name).to_owned(),
        None => "the field".to_owned(),
    };
    Some(match (error.rule(), &error.code) {
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
        (_, ErrorCode::InvalidSessionId) if error.raw_message().contains(NOT_FOR_REST) => {
            "give the user the permission “API Enabled”, and the app a flow whose sessions may use the REST API"
                .to_owned()
        }
        (_, ErrorCode::InvalidSessionId) if error.raw_message().contains(NOT_FOR_AGENT) => {
            "attach the connected app to the agent, or sign in with another app".to_owned()
        }
        (_, ErrorCode::InvalidEmailAddress) => {
            format!("{} must be an e-mail address, such as ada@example.com", field())
        }
        // Without a field it is about the record itself.
        (_, ErrorCode::InvalidCrossReferenceKey | ErrorCode::InsufficientAccessOnCrossReferenceEntity)
            if !error.fields.is_empty() =>
        {
            format!(
                "check that the record {} refers to exists, is of the right object, and is shared with this user",
                field()
            )
        }
        (_, ErrorCode::MalformedId | ErrorCode::FieldIntegrityException)
            if error.raw_message().contains("id value of incorrect type") =>
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

const fn of_kind(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::SessionExpired => {
            "sign in again: the session has expired, was revoked, or the user was logged out"
        }
        ErrorKind::LimitExceeded => {
            "stop calling until the 24-hour window has moved on; `limits` tells what is left, and collections of 200 records use one call"
        }
        ErrorKind::NotFound => {
            "check the object's API name and the id; the record may have been deleted, or not be shared with this user"
        }
        ErrorKind::Forbidden => {
            "check that the user's permission set allows this, such as “Asymbl ATS User” for reading, creating and editing"
        }
        ErrorKind::Validation | ErrorKind::Malformed => {
            "compare the record with the object's describe, and with the org's validation rules"
        }
        ErrorKind::Duplicate => "look for the record that is there already",
        ErrorKind::Locked => "send it again after a moment; send records of one parent together",
        ErrorKind::MultipleMatches => "use the id of one of them, and make the key unique",
        ErrorKind::NotModified => "what you have is up to date",
        ErrorKind::MethodNotAllowed => "check which methods the resource knows",
        ErrorKind::Conflict => "check that the API version is compatible with the resource",
        ErrorKind::Gone => "the resource has been removed: delete or change references to it",
        ErrorKind::PreconditionFailed => {
            "the record has changed since you read it: read it again, then decide"
        }
        ErrorKind::PreconditionRequired => "send a condition such as `If-Match` with the request",
        ErrorKind::UriTooLong | ErrorKind::HeadersTooLong => {
            "keep address and headers under 16,384 bytes; `query` does so by itself"
        }
        ErrorKind::UnsupportedMediaType => "send JSON",
        ErrorKind::NoRoute => {
            "check the host; it may have moved. Otherwise contact Salesforce Customer Support"
        }
        ErrorKind::TooManyRequests => "make fewer requests at the same time",
        ErrorKind::ServerError => {
            "try again later; if it stays, contact Salesforce Customer Support with the message"
        }
        ErrorKind::BadGateway | ErrorKind::Unavailable => {
            "the org is down for maintenance or overloaded: try again later; status.salesforce.com tells more"
        }
        ErrorKind::Other => "see the message of the org",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{ErrorContext, FieldName};

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
            .map(|status| of_kind(ErrorKind::of_status(*status)))
            .collect();
        assert_eq!(advice.len(), statuses.len());
        for status in [414, 431, 502, 503] {
            assert!(!of_kind(ErrorKind::of_status(status)).starts_with("see the message"));
        }
    }
}
