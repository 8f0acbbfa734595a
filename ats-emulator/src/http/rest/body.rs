//! The JSON of a request.

use axum::http::header;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::error::ApiError;
use crate::http::message::{Payload, Request};
use crate::shortened::Shortened;

/// The most values that the JSON of a request may have.
///
/// A limit of this emulator, which holds requests in memory, where a value takes many times the
/// two bytes it may have as text. The largest request that Salesforce documents has about a third
/// of it: five collections of 200 records with some 500 fields each.
const MOST_VALUES: usize = 1_500_000;

/// The body as a JSON object.
pub(super) fn object(request: &Request) -> Result<Map<String, Value>, ApiError> {
    match json(request)? {
        Value::Object(object) => Ok(object),
        other => Err(ApiError::new(
            400,
            "JSON_PARSER_ERROR",
            format!(
                "the body must be a JSON object, found {}",
                json_type(&other)
            ),
        )),
    }
}

/// The body as JSON of a given form.
pub(super) fn deserialize<T: DeserializeOwned>(request: &Request) -> Result<T, ApiError> {
    T::deserialize(json(request)?).map_err(|error| {
        let message = format!("the body does not have the form that the resource expects: {error}");
        ApiError::new(400, "JSON_PARSER_ERROR", message)
    })
}

/// The body as JSON.
fn json(request: &Request) -> Result<Value, ApiError> {
    match &request.body {
        Payload::Json(Some(value)) => Ok(value.clone()),
        Payload::Json(None) => Err(nothing()),
        Payload::Bytes(bytes) => {
            check_type(request.header(header::CONTENT_TYPE.as_str()))?;
            parse(bytes)
        }
    }
}

fn nothing() -> ApiError {
    let message = "No content to map to Object due to end of input";
    ApiError::new(400, "JSON_PARSER_ERROR", message)
}

/// Reads JSON; the error gives the position as Salesforce does.
pub(super) fn parse(bytes: &[u8]) -> Result<Value, ApiError> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(nothing());
    }
    check_count(bytes)?;
    serde_json::from_slice(bytes).map_err(|error| {
        // serde's text ends in its own words for the place.
        let text = error.to_string();
        let what = text
            .rsplit_once(" at line ")
            .map_or(text.as_str(), |(what, _)| what);
        let (line, column) = (error.line(), error.column());
        let message = format!("{what} at [line:{line}, column:{column}]");
        ApiError::new(400, "JSON_PARSER_ERROR", message)
    })
}

/// Refuses JSON of more than [`MOST_VALUES`] values before memory is taken for them.
fn check_count(bytes: &[u8]) -> Result<(), ApiError> {
    // Shorter than the commas between so many values.
    if bytes.len() <= MOST_VALUES {
        return Ok(());
    }
    let mut values = 0_usize;
    let mut is_text = false;
    let mut rest = bytes.iter();
    while let Some(byte) = rest.next() {
        match byte {
            b'"' => is_text = !is_text,
            b'\\' if is_text => {
                rest.next();
            }
            // Each value but the outermost begins a list or an object, or follows a comma.
            b',' | b'[' | b'{' if !is_text => values += 1,
            _ => {}
        }
    }
    if values <= MOST_VALUES {
        return Ok(());
    }
    let message =
        format!("the body has more than {MOST_VALUES} JSON values: send fewer records at a time");
    Err(ApiError::new(400, "LIMIT_EXCEEDED", message))
}

/// Refuses what is not JSON by its own account. A body without a type is taken for JSON.
fn check_type(content_type: Option<&str>) -> Result<(), ApiError> {
    let Some(content_type) = content_type else {
        return Ok(());
    };
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    let is_json = essence.eq_ignore_ascii_case("application/json")
        || essence.to_ascii_lowercase().ends_with("+json");
    if is_json {
        return Ok(());
    }
    let advice = if essence.to_ascii_lowercase().ends_with("xml") {
        ". The emulator reads JSON only: send application/json"
    } else {
        ""
    };
    let message = format!(
        "MediaType of '{}' is not supported by this resource{advice}",
        Shortened(essence)
    );
    Err(ApiError::new(415, "UNSUPPORTED_MEDIA_TYPE", message))
}

/// The type of a JSON value, for messages.
pub(super) const fn json_type(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_of_a_mistake() {
        // The guide's own sample lacks this comma.
        let body = b"{\n  \"Name\" : \"Test\"\n  \"bpats__Job_Title__c\" : \"Test\"\n}";
        let error = parse(body).unwrap_err();
        assert_eq!(error.code, "JSON_PARSER_ERROR");
        assert_eq!(error.message, "expected `,` or `}` at [line:3, column:3]");
        assert_eq!(
            parse(b" ").unwrap_err().message,
            "No content to map to Object due to end of input"
        );
    }

    #[test]
    fn the_number_of_values() {
        let list = |count: usize| format!("[{}0]", "0,".repeat(count - 1)).into_bytes();
        assert!(parse(&list(MOST_VALUES)).is_ok());
        assert_eq!(
            parse(&list(MOST_VALUES + 1)).unwrap_err().code,
            "LIMIT_EXCEEDED"
        );
        // Commas, brackets and quotes inside strings are not counted.
        let text = format!(
            r#"["{}\"{}"]"#,
            ",".repeat(MOST_VALUES),
            "[".repeat(MOST_VALUES)
        );
        assert!(parse(text.as_bytes()).is_ok());
    }

    #[test]
    fn types() {
        for good in [
            "application/json",
            "Application/JSON; charset=UTF-8",
            "application/merge-patch+json",
        ] {
            assert_eq!(check_type(Some(good)), Ok(()), "{good}");
        }
        let error = check_type(Some("application/xml; charset=UTF-8")).unwrap_err();
        assert_eq!(error.status, 415);
        assert!(
            error.message.ends_with("send application/json"),
            "{}",
            error.message
        );
        assert!(check_type(Some("text/plain")).is_err());
    }
}
