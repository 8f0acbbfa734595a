//! The responses of faults with a status, for which the request is not executed.
//!
//! Statuses are those of *Status Codes and Error Responses* of the REST API Developer Guide. The
//! messages for 409, 410, 412, 414, 415, 428 and 431 are its words; their codes, which are not
//! documented, are HTTP's names.

use axum::http::{StatusCode, header};
use serde_json::json;

use super::{Fault, FaultKind};
use crate::error::ApiError;
use crate::http::message::Response;

/// The response of a fault; `None` for a fault without a status.
pub(in crate::http) fn error_response(fault: &Fault) -> Option<Response> {
    let kind = fault.kind();
    let number = kind.status()?;
    let status = StatusCode::from_u16(number).ok()?;
    let refuse = |code: &'static str, message: &str| {
        Some(Response::from(ApiError::new(number, code, message)))
    };
    match kind {
        FaultKind::MultipleChoices => Some(Response::json(
            status,
            json!([
                "/services/data/v63.0/sobjects/Account/001000000000001AAA",
                "/services/data/v63.0/sobjects/Account/001000000000002AAA",
            ]),
        )),
        FaultKind::NotModified => Some(Response::empty(status)),
        FaultKind::BadRequest => refuse(
            "JSON_PARSER_ERROR",
            "Unexpected character ('}' (code 125)): was expecting double-quote to start field name at [line:1, column:3]",
        ),
        FaultKind::LockRow => refuse(
            "UNABLE_TO_LOCK_ROW",
            "unable to obtain exclusive access to this record",
        ),
        FaultKind::ExpiredSession | FaultKind::EndSession => {
            Some(Response::from(crate::http::auth::expired()))
        }
        FaultKind::Forbidden => refuse(
            "INSUFFICIENT_ACCESS_OR_READONLY",
            "insufficient access rights on object id",
        ),
        FaultKind::RequestLimitExceeded => Some(Response::from(crate::http::limits::exceeded())),
        FaultKind::NotFound => refuse("NOT_FOUND", "The requested resource does not exist"),
        FaultKind::MethodNotAllowed => refuse(
            "METHOD_NOT_ALLOWED",
            "HTTP Method not allowed. Allowed are GET,HEAD",
        )
        .map(|answer| answer.header(header::ALLOW, "GET,HEAD")),
        FaultKind::Conflict => refuse(
            "CONFLICT",
            "the request conflicts with the current state of the resource; check that the API version is compatible with it",
        ),
        FaultKind::Gone => refuse("GONE", "the requested resource has been retired or removed"),
        FaultKind::PreconditionFailed => refuse(
            "PRECONDITION_FAILED",
            "one or more of the preconditions in the request headers was not satisfied",
        ),
        FaultKind::UriTooLong => refuse(
            "URI_TOO_LONG",
            "the length of the URI exceeds the 16,384-byte limit",
        ),
        FaultKind::UnsupportedMediaType => refuse(
            "UNSUPPORTED_MEDIA_TYPE",
            "the entity in the request is in a format that is not supported by the method",
        ),
        FaultKind::NoRoute => Some(page(
            status,
            "420 Enhance Your Calm",
            "Salesforce Edge doesn't have routing information available for this request host.",
        )),
        FaultKind::PreconditionRequired => refuse(
            "PRECONDITION_REQUIRED",
            "the request was not conditional; add a conditional request header such as If-Match and resubmit it",
        ),
        FaultKind::HeadersTooLarge => refuse(
            "REQUEST_HEADER_FIELDS_TOO_LARGE",
            "the combined length of the URI and headers exceeds the 16,384-byte limit",
        ),
        FaultKind::ServerError => refuse(
            "UNKNOWN_EXCEPTION",
            "An unexpected error occurred. Please include this ErrorId if you contact support: 1234567890-12345 (-1234567890)",
        ),
        FaultKind::BadGateway => Some(page(
            status,
            "502 Bad Gateway",
            "Salesforce Edge wasn't able to communicate successfully with the Salesforce instance.",
        )),
        FaultKind::Unavailable => refuse("SERVER_UNAVAILABLE", "Server too busy")
            .map(|answer| answer.header(header::RETRY_AFTER, &fault.retry_after.to_string())),
        FaultKind::Reset
        | FaultKind::LostAnswer
        | FaultKind::ResetMidBody
        | FaultKind::TruncatedJson
        | FaultKind::SlowDrip
        | FaultKind::WrongContentType
        | FaultKind::Duplicate
        | FaultKind::Hang => None,
    }
}

fn page(status: StatusCode, title: &str, text: &str) -> Response {
    let page = format!(
        "<!DOCTYPE html>\n<html><head><title>{title}</title></head>\n<body><h1>{title}</h1><p>{text}</p></body></html>\n"
    );
    Response::raw(status, "text/html; charset=UTF-8", page)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every row of the guide's table of statuses that is a failure or a 3xx has a fault.
    #[test]
    fn the_guides_table() {
        let rows = [
            300, 304, 400, 401, 403, 404, 405, 409, 410, 412, 414, 415, 420, 428, 431, 500, 502,
            503,
        ];
        for row in rows {
            let fault: Fault = row.to_string().parse().unwrap();
            assert_eq!(error_response(&fault).unwrap().status.as_u16(), row);
        }
    }

    #[test]
    fn what_is_executed_has_no_answer_of_its_own() {
        for kind in FaultKind::ALL {
            let answered = error_response(&Fault::new(*kind)).is_some();
            assert_eq!(answered, kind.status().is_some(), "{kind}");
        }
    }
}
