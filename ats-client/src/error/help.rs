//! What to do about an error: the guide's “How to handle”, and Salesforce's own advice.

use ats_schema::rules::error_code::ErrorCode;

use super::{ApiError, ApiFailure, ClientError, Kind, ServerRule};

pub(super) fn of(error: &ClientError) -> Option<String> {
    match error {
        ClientError::Api(failure) => Some(of_failure(failure)),
        ClientError::OutcomeUnknown(unknown) if unknown.repeatable => Some(
            "send it again: what has been done already stays as it is".to_owned(),
        ),
        ClientError::OutcomeUnknown(_) => Some(
            "query for the record before sending the request again; where the object has an external id, \
             upsert by it, which may be repeated safely"
                .to_owned(),
        ),
        ClientError::SignIn(error) => error.help().map(str::to_owned),
        ClientError::Budget(_) => Some(
            "wait until the 24-hour window has moved on, or raise `max_daily_share`".to_owned(),
        ),
        // The others say in their message what to do.
        _ => None,
    }
}

pub(super) fn of_failure(failure: &ApiFailure) -> String {
    failure
        .errors
        .iter()
        .find_map(of_error)
        .unwrap_or_else(|| of_kind(failure.kind()).to_owned())
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
            "the query's cursor has run out, which it does two days after its first page: run the query again"
                .to_owned()
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
        (_, ErrorCode::DuplicatesDetected) => {
            "a duplicate rule of the org found a record like this one; update that one instead".to_owned()
        }
        _ => return None,
    })
}

const fn of_kind(kind: Kind) -> &'static str {
    match kind {
        Kind::SessionExpired => {
            "sign in again: the session has expired, was revoked, or the user was logged out"
        }
        Kind::LimitExceeded => {
            "stop calling until the 24-hour window has moved on; `limits` tells what is left, and collections of 200 records use one call"
        }
        Kind::NotFound => {
            "check the object's API name and the id; the record may have been deleted, or not be shared with this user"
        }
        Kind::Forbidden => {
            "check that the user's permission set allows this, such as “Asymbl ATS User” for reading, creating and editing"
        }
        Kind::Validation | Kind::Malformed => {
            "compare the record with the object's describe, and with the org's validation rules"
        }
        Kind::Duplicate => "look for the record that is there already",
        Kind::Locked => "send it again after a moment; send records of one parent together",
        Kind::MultipleMatches => {
            "several records have this external key; use the id of one of them"
        }
        Kind::NotModified => "what you have is up to date",
        Kind::MethodNotAllowed => "check which methods the resource knows",
        Kind::Conflict => "check that the API version is compatible with the resource",
        Kind::Gone => "the resource has been removed: delete or change references to it",
        Kind::PreconditionFailed => {
            "the record has changed since you read it: read it again, then decide"
        }
        Kind::PreconditionRequired => "send a condition such as `If-Match` with the request",
        Kind::UriTooLong | Kind::HeadersTooLong => {
            "keep address and headers under 16,384 bytes; `query` does so by itself"
        }
        Kind::UnsupportedMediaType => "send JSON",
        Kind::NoRoute => {
            "check the host; it may have moved. Otherwise contact Salesforce Customer Support"
        }
        Kind::TooManyRequests => "make fewer requests at the same time",
        Kind::ServerError => {
            "try again later; if it stays, contact Salesforce Customer Support with the message"
        }
        Kind::BadGateway | Kind::Unavailable => {
            "the org is down for maintenance or overloaded: try again later; status.salesforce.com tells more"
        }
        Kind::Other => "see the message of the org",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{About, FieldName};

    fn failure(status: u16, code: &str, message: &str, field: &str) -> ClientError {
        ApiFailure {
            status,
            about: About::new("create"),
            errors: vec![ApiError {
                code: ErrorCode::from(code),
                message: message.to_owned(),
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
            .map(|status| of_kind(Kind::of_status(*status)))
            .collect();
        assert_eq!(advice.len(), statuses.len());
        for status in [414, 431, 502, 503] {
            assert!(!of_kind(Kind::of_status(status)).starts_with("see the message"));
        }
    }
}
