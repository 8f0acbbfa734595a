//! Reading the shapes in which Salesforce says no.

use std::time::{Duration, SystemTime};

use ats_core::record::Table;
use ats_schema::rules::error_code::ErrorCode;
use ats_schema::rules::server_text;
use serde_json::Value;

use super::known_messages::{split_limit, without_values};
use super::mask::Mask;
use super::response::Response;
use super::sent_values::SentValues;
use crate::error::{
    ApiError, ApiFailure, ClientError, ErrorContext, FieldName, LONGEST_NAME, NotSalesforce,
    UnexpectedBody, printable,
};

/// Returns the error of a response that reports no success.
///
/// The shapes, all of which the guide or the REST API Developer Guide shows:
///
/// | shape | from |
/// |---|---|
/// | `[{message, errorCode, fields}]` | most resources |
/// | `{hasErrors, results: [{referenceId, errors: [{statusCode, message, fields}]}]}` | `composite/tree` |
/// | `[{success: false, errors: [{statusCode, message, fields}]}]` | `composite/sobjects` |
/// | `{message, errorCode}` | some resources |
/// | `{error, error_description}` | OAuth |
/// | `["/services/data/…", …]` | 300 |
/// | HTML | load balancers, maintenance, proxies |
///
/// `sent` is the request that was refused, whose values and secrets are not printed. `record` is the
/// JSON of the one record that it was about: the org does not always say which of its fields is meant.
pub(crate) fn failure(
    context: &ErrorContext,
    answer: &Response,
    sent: &SentValues<'_>,
    record: &[u8],
) -> ClientError {
    let status = answer.status.as_u16();
    let mut failure = ApiFailure {
        status,
        host: answer.host.clone(),
        context: context.clone(),
        errors: Vec::new(),
        matches: Vec::new(),
        retry_after: retry_after(answer),
    };
    let body = &*answer.body;
    if body.iter().all(u8::is_ascii_whitespace) {
        return failure.into();
    }
    match serde_json::from_slice::<Value>(body) {
        Ok(Value::Array(paths)) if status == 300 => {
            failure.matches = paths
                .iter()
                .filter_map(|path| path.as_str().map(str::to_owned))
                .collect();
            failure.into()
        }
        Ok(value) => {
            failure.errors = error_list(&value, context.table, sent, record);
            if failure.errors.is_empty() {
                return not_salesforce(answer, sent).into();
            }
            failure.into()
        }
        Err(_) => not_salesforce(answer, sent).into(),
    }
}

/// An answer that is none of the API's.
pub(crate) fn not_salesforce(answer: &Response, sent: &SentValues<'_>) -> NotSalesforce {
    let body = if looks_like_html(&answer.body) {
        UnexpectedBody::Html
    } else if answer.body.iter().all(u8::is_ascii_whitespace) {
        UnexpectedBody::Empty
    } else if looks_like_json(&answer.body) {
        UnexpectedBody::Json
    } else {
        UnexpectedBody::Text
    };
    let text = String::from_utf8_lossy(&answer.body);
    // Hidden first and cut then: of a text that was cut in two too little may be left to know it by.
    let raw_excerpt = excerpt(&sent.secrets().hide_beginning(&text));
    // The title of a page and the text of a gateway say who answers. JSON, and the text of a
    // successful response, may hold records that were never sent.
    let tells_who = match body {
        UnexpectedBody::Html => true,
        UnexpectedBody::Text => !answer.status.is_success(),
        _ => false,
    };
    NotSalesforce {
        host: answer.host.clone(),
        status: answer.status.as_u16(),
        excerpt: if tells_who {
            printable(&excerpt(&sent.mask().hide_beginning(&text)))
        } else {
            String::new()
        },
        raw_excerpt,
        body,
        retry_after: retry_after(answer),
    }
}

/// Returns true if a body begins as all responses of the API do: as an object or a list.
pub(crate) fn looks_like_json(body: &[u8]) -> bool {
    matches!(body.trim_ascii_start().first(), Some(b'{' | b'['))
}

/// The most errors that are kept of a response: one for each record of a request.
const MOST_ERRORS: usize = 200;

/// The most fields that are kept of an error. No rule of Salesforce names as many.
const MOST_FIELDS: usize = 50;

/// One error, in the server's own words.
struct ServerError<'a> {
    code: &'a str,
    message: &'a str,
    fields: Vec<&'a str>,
    reference: Option<&'a str>,
}

/// The errors in any of the shapes.
fn collect<'a>(value: &'a Value, reference: Option<&'a str>, errors: &mut Vec<ServerError<'a>>) {
    if errors.len() == MOST_ERRORS {
        return;
    }
    match value {
        Value::Array(items) => {
            for item in items {
                collect(item, reference, errors);
            }
        }
        Value::Object(object) => {
            let text = |key: &str| object.get(key).and_then(Value::as_str);
            let reference = text("referenceId").or(reference);
            if let Some(code) = text("errorCode").or_else(|| text("statusCode")) {
                let fields = object.get("fields").and_then(Value::as_array);
                errors.push(ServerError {
                    code,
                    message: text("message").unwrap_or_default(),
                    fields: fields
                        .into_iter()
                        .flatten()
                        .filter_map(Value::as_str)
                        .take(MOST_FIELDS)
                        .collect(),
                    reference,
                });
            } else if let Some(code) = text("error") {
                errors.push(ServerError {
                    code,
                    message: text("error_description").unwrap_or_default(),
                    fields: Vec::new(),
                    reference: None,
                });
            } else {
                for key in ["errors", "results"] {
                    if let Some(nested) = object.get(key) {
                        collect(nested, reference, errors);
                    }
                }
            }
        }
        _ => {}
    }
}

/// The errors that an answer or a part of one holds, so that they can be printed; `sent` and `record`
/// as in [`failure`].
pub(crate) fn error_list(
    value: &Value,
    table: Option<&'static Table>,
    sent: &SentValues<'_>,
    record: &[u8],
) -> Vec<ApiError> {
    let mut found = Vec::new();
    collect(value, None, &mut found);
    if found.is_empty() {
        return Vec::new();
    }
    let (mask, secrets) = (sent.mask(), sent.secrets());
    found
        .iter()
        .map(|found| {
            let mut error = found.error(table, mask, &secrets);
            name_reference(&mut error, table, record);
            error
        })
        .collect()
}

impl ServerError<'_> {
    fn error(&self, table: Option<&'static Table>, mask: &Mask, secrets: &Mask) -> ApiError {
        let code = match ErrorCode::from(self.code) {
            ErrorCode::Other(code) => ErrorCode::from(name(&code, mask)),
            listed => listed,
        };
        let field = |field: &&str| match table.and_then(|table| table.slot(field)) {
            Some(_) => field_name(field, table),
            None => field_name(&name(field, mask), None),
        };
        let mut fields: Vec<_> = self.fields.iter().map(field).collect();
        if fields.is_empty()
            && code == ErrorCode::InvalidField
            && let Some(name) = field_in(self.message, table)
        {
            fields.push(field(&name));
        }
        let message = without_values(&code, self.message, table);
        let (message, limit) = split_limit(&code, &message);
        ApiError {
            message: printable(&(mask.hide_beginning(message) + limit)),
            raw: secrets.hide_beginning(self.message),
            fields,
            reference: self.reference.map(|reference| name(reference, mask)),
            code,
        }
    }
}

/// A name from the server, so that it can be printed.
fn name(text: &str, mask: &Mask) -> String {
    server_text::escape(mask.hide_beginning(text).trim(), LONGEST_NAME).to_string()
}

/// Adds the field that holds the id an error is about, where the org names none.
pub(crate) fn name_reference(error: &mut ApiError, table: Option<&'static Table>, sent: &[u8]) {
    if error.fields.is_empty()
        && let Some(id) = missing_reference(error)
        && let Some(name) = field_with(sent, id)
    {
        error.fields.push(field_name(&name, table));
    }
}

/// The id in `insufficient access rights on cross-reference id: 003Em00000cqRQ3`: of a record that
/// is not there, or not for this user. The org names no field.
fn missing_reference(error: &ApiError) -> Option<&str> {
    if !matches!(
        error.code,
        ErrorCode::InsufficientAccessOnCrossReferenceEntity | ErrorCode::InvalidCrossReferenceKey
    ) {
        return None;
    }
    let (_, id) = error.raw.rsplit_once("cross-reference id: ")?;
    id.trim_end().get(..15)
}

/// The field of a record whose value is an id that begins with these 15 characters, if it is one
/// alone.
fn field_with(sent: &[u8], id: &str) -> Option<String> {
    let Ok(Value::Object(record)) = serde_json::from_slice(sent) else {
        return None;
    };
    let mut fields = record.into_iter().filter(|(_, value)| {
        let value = value.as_str().unwrap_or_default();
        matches!(value.len(), 15 | 18) && value.starts_with(id)
    });
    match (fields.next(), fields.next()) {
        (Some((name, _)), None) => Some(name),
        _ => None,
    }
}

fn field_name(name: &str, table: Option<&'static Table>) -> FieldName {
    FieldName {
        name: name.to_owned(),
        label: table.and_then(|table| Some(table.label_of(table.slot(name)?))),
    }
}

/// The field that the message about a query is about: queries are refused without `fields`.
///
/// `No such column 'X' on entity 'Y'. If you are …` and `field 'X' can not be filtered in a query
/// call`, or sorted, or grouped. Nothing is taken from other words, nor if the entity is not the
/// one that was asked, since that field is a parent's or a child's.
fn field_in<'a>(message: &'a str, table: Option<&'static Table>) -> Option<&'a str> {
    let between = |text: &'a str, before: &str, after: &str| -> Option<(&'a str, &'a str)> {
        let (_, rest) = text.split_once(before)?;
        rest.split_once(after)
    };
    if let Some((name, rest)) = between(message, "No such column '", "' on entity '") {
        let (entity, _) = rest.split_once('\'')?;
        let asked = table.is_none_or(|table| table.object.eq_ignore_ascii_case(entity));
        return asked.then_some(name);
    }
    let (name, _) = between(message, "field '", "' can not be ")?;
    Some(name)
}

/// `Retry-After`, in seconds or as a date.
///
/// Source: RFC 9110, section 10.2.3.
fn retry_after(answer: &Response) -> Option<Duration> {
    let text = answer.headers.get("retry-after")?.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(
        date.duration_since(SystemTime::now())
            .unwrap_or(Duration::ZERO),
    )
}

fn looks_like_html(body: &[u8]) -> bool {
    let start = body.trim_ascii_start();
    start.starts_with(b"<") && !start.starts_with(b"<?xml")
}

/// The title of a page, or the beginning of a text: enough to know it by.
fn excerpt(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let part = match (lower.find("<title>"), lower.find("</title>")) {
        (Some(start), Some(end)) if start + 7 <= end => &text[start + 7..end],
        _ if looks_like_html(text.as_bytes()) => "",
        _ => text,
    };
    let mut words = String::new();
    for word in part.split_whitespace() {
        if words.len() + word.len() > 120 {
            break;
        }
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(word);
    }
    words
}

#[cfg(test)]
mod tests;
