//! The errors that the org responds with.

use std::fmt::Display;

use serde_json::{Value, json};

use crate::shortened;

/// Several errors about one record.
pub(crate) type ApiErrors = Vec<ApiError>;

impl From<ApiError> for ApiErrors {
    fn from(error: ApiError) -> Self {
        vec![error]
    }
}

/// One error: an HTTP status and one element of Salesforce's `[{message, errorCode, fields}]`.
///
/// Collections and trees print the same with `statusCode` for `errorCode`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ApiError {
    pub(crate) status: u16,
    /// Such as `INVALID_FIELD`.
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) fields: Vec<String>,
    /// True for an error about a record: `fields` is printed even when it is empty.
    pub(crate) about_record: bool,
    /// For an upsert whose key matches several records (status 300), their Ids.
    pub(crate) matches: Vec<String>,
}

impl ApiError {
    /// An error with a message, which is shortened if it is very long.
    pub(crate) fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: shortened::shorten_message(message.into()),
            fields: Vec::new(),
            about_record: false,
            matches: Vec::new(),
        }
    }

    /// A record, object or resource that does not exist or that this user does not see.
    pub(crate) fn not_found() -> Self {
        Self::new(404, "NOT_FOUND", "The requested resource does not exist")
    }

    /// A failure of the emulator itself.
    pub(crate) fn unexpected(problem: impl Display) -> Self {
        Self::new(500, "UNKNOWN_EXCEPTION", problem.to_string())
    }

    pub(crate) fn field(mut self, field: &str) -> Self {
        self.fields.push(field.to_owned());
        self
    }

    /// As in a REST response: `fields` only for an error about a record.
    pub(crate) fn to_rest(&self) -> Value {
        if self.fields.is_empty() && !self.about_record {
            json!({ "message": self.message, "errorCode": self.code })
        } else {
            json!({ "message": self.message, "errorCode": self.code, "fields": self.fields })
        }
    }

    /// As in the result of a collection or tree.
    pub(crate) fn to_result(&self) -> Value {
        json!({ "statusCode": self.code, "message": self.message, "fields": self.fields })
    }
}
