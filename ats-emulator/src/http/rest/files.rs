//! Files: bodies in parts, and the bytes of a field.

use axum::body::Bytes;
use axum::http::{StatusCode, header};
use serde_json::{Map, Value};

use super::body;
use super::context::{Context, Outcome};
use crate::error::{ApiError, ApiErrors};
use crate::http::message::{Payload, Request, Response};

/// The bytes of one field, unchanged.
#[derive(Debug, PartialEq)]
pub(super) struct File {
    /// The field's API name.
    field: String,
    bytes: Bytes,
}

impl File {
    /// The field and a copy of its bytes.
    pub(super) fn blob(&self) -> (&str, Vec<u8>) {
        (&self.field, self.bytes.to_vec())
    }
}

/// The record of a request: a JSON body; or one in parts, of which the first is JSON and the
/// second a file (REST API Developer Guide, *Insert or Update Blob Data*).
pub(super) fn record(request: &Request) -> Result<(Map<String, Value>, Option<File>), ApiError> {
    let boundary = request
        .header(header::CONTENT_TYPE.as_str())
        .and_then(boundary);
    match (&request.body, boundary) {
        (Payload::Bytes(bytes), Some(boundary)) => parts(bytes, &boundary),
        _ => Ok((body::object(request)?, None)),
    }
}

/// The boundary of `multipart/form-data; boundary=…`.
fn boundary(content_type: &str) -> Option<String> {
    let (essence, parameters) = content_type.split_once(';')?;
    if !essence
        .trim()
        .to_ascii_lowercase()
        .starts_with("multipart/")
    {
        return None;
    }
    parameters.split(';').find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches('"');
        (name.trim().eq_ignore_ascii_case("boundary") && !value.is_empty())
            .then(|| value.to_owned())
    })
}

/// Takes a body in parts apart (RFC 2046, 5.1.1).
fn parts(body: &Bytes, boundary: &str) -> Result<(Map<String, Value>, Option<File>), ApiError> {
    let mut record = None;
    let mut file = None;
    for part in
        split(body, boundary).ok_or_else(|| multipart_error("its boundaries are not in order"))?
    {
        // A part without headers begins with the empty line.
        let (head, content) = if part.starts_with(b"\r\n") {
            (Bytes::new(), part.slice(2..))
        } else {
            let end = find(&part, b"\r\n\r\n")
                .ok_or_else(|| multipart_error("a part has no empty line after its headers"))?;
            (part.slice(..end), part.slice(end + 4..))
        };
        let head = String::from_utf8_lossy(&head);
        let disposition = value_of(&head, "content-disposition").unwrap_or_default();
        let is_json = value_of(&head, "content-type")
            .is_some_and(|kind| kind.to_ascii_lowercase().starts_with("application/json"));
        match parameter(&disposition, "filename") {
            // The file's part bears the name of the field.
            Some(_) => {
                let field = parameter(&disposition, "name")
                    .ok_or_else(|| multipart_error("the part with the file has no name"))?;
                file = Some(File {
                    field,
                    bytes: content,
                });
            }
            None if is_json || record.is_none() => match body::parse(&content)? {
                Value::Object(object) => record = Some(object),
                other => {
                    let kind = body::json_type(&other);
                    return Err(multipart_error(&format!(
                        "its JSON part must be an object, found {kind}"
                    )));
                }
            },
            None => return Err(multipart_error("the part with the file has no filename")),
        }
    }
    let record = record.ok_or_else(|| multipart_error("it has no part with JSON"))?;
    Ok((record, file))
}

fn multipart_error(problem: &str) -> ApiError {
    let message = format!("the multipart body cannot be read: {problem}");
    ApiError::new(400, "INVALID_MULTIPART_REQUEST", message)
}

/// The parts between the boundaries, each without the line end that belongs to the boundary.
fn split(body: &Bytes, boundary: &str) -> Option<Vec<Bytes>> {
    let delimiter = format!("--{boundary}");
    let delimiter = delimiter.as_bytes();
    let mut at = find(body, delimiter)? + delimiter.len();
    let inner = [b"\r\n", delimiter].concat();
    let mut parts = Vec::new();
    loop {
        let rest = body.slice(at..);
        if rest.starts_with(b"--") {
            return Some(parts);
        }
        // Blanks may follow a boundary on its line.
        let line = find(&rest, b"\r\n")?;
        if !rest
            .iter()
            .take(line)
            .all(|byte| matches!(byte, b' ' | b'\t'))
        {
            return None;
        }
        let start = at + line + 2;
        let length = find(body.get(start..)?, &inner)?;
        parts.push(body.slice(start..start + length));
        at = start + length + inner.len();
    }
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    let first = *needle.first()?;
    let mut from = 0;
    while let Some(at) = haystack.get(from..)?.iter().position(|byte| *byte == first) {
        let at = from + at;
        if haystack.get(at..)?.starts_with(needle) {
            return Some(at);
        }
        from = at + 1;
    }
    None
}

fn value_of(head: &str, name: &str) -> Option<String> {
    head.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.trim()
            .eq_ignore_ascii_case(name)
            .then(|| value.trim().to_owned())
    })
}

/// A parameter of a `Content-Disposition`, such as `name="VersionData"`.
fn parameter(disposition: &str, name: &str) -> Option<String> {
    let mut rest = disposition.split_once(';')?.1;
    loop {
        let (key, value) = rest.split_once('=')?;
        let value = value.trim_start();
        let (value, after) = match value.strip_prefix('"') {
            Some(quoted) => {
                // A quote in a name is written %22 (browsers) or \" (others).
                let end = quoted
                    .char_indices()
                    .find(|(at, c)| {
                        *c == '"' && !quoted.get(..*at).is_some_and(|it| it.ends_with('\\'))
                    })
                    .map(|(at, _)| at)?;
                (quoted.get(..end)?, quoted.get(end + 1..)?)
            }
            None => value.split_once(';').unwrap_or((value, "")),
        };
        if key
            .trim()
            .trim_start_matches(';')
            .trim()
            .eq_ignore_ascii_case(name)
        {
            return Some(value.trim().to_owned());
        }
        rest = after;
        if rest.is_empty() {
            return None;
        }
    }
}

/// `GET /sobjects/X/ID/Field`: the bytes of a field.
pub(super) fn download(context: &Context<'_, '_>, object: &str, id: &str, field: &str) -> Outcome {
    let bytes = context
        .read(|_, reader| -> Result<_, ApiErrors> { reader.blob(object, id, field) })?
        .ok_or_else(ApiError::not_found)?;
    Ok(Response::raw(
        StatusCode::OK,
        "application/octetstream",
        bytes,
    ))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const BODY: &str = "preamble\r\n--xyz\r\n\
Content-Disposition: form-data; name=\"entity_content\";\r\n\
Content-Type: application/json\r\n\r\n\
{\"PathOnClient\": \"cv.pdf\"}\r\n\
--xyz  \r\n\
Content-Type: application/pdf\r\n\
Content-Disposition: form-data; name=\"VersionData\"; filename=\"a; b=\\\"c.pdf\"\r\n\r\n\
%PDF\r\n--xy\r\n\r\nrest\r\n\
--xyz--\r\n";

    #[test]
    fn two_parts() {
        let (record, file) = parts(&Bytes::from_static(BODY.as_bytes()), "xyz").unwrap();
        assert_eq!(record["PathOnClient"], "cv.pdf");
        let file = file.unwrap();
        assert_eq!(file.field, "VersionData");
        assert_eq!(file.bytes.as_ref(), b"%PDF\r\n--xy\r\n\r\nrest");
    }

    #[test]
    fn boundaries() {
        assert_eq!(
            boundary("multipart/form-data; charset=utf-8; boundary=\"a b\""),
            Some("a b".to_owned())
        );
        assert_eq!(boundary("application/json; boundary=x"), None);
        assert_eq!(boundary("multipart/form-data"), None);
    }

    #[test]
    fn what_cannot_be_read() {
        for body in [
            "",
            "--xyz",
            "--xyz\r\n",
            "--xyz\r\nno headers\r\n--xyz--",
            "--xyz\r\n\r\n[]\r\n--xyz--",
            "--xyz\r\n\r\n{}\r\n",
            "--xyz--",
            "--xyzzy\r\n\r\n{}\r\n--xyz--",
        ] {
            assert!(
                parts(&Bytes::from_static(body.as_bytes()), "xyz").is_err(),
                "{body:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn any_file_comes_through(file in proptest::collection::vec(any::<u8>(), 0..200)) {
            let head = "--xyz\r\n\r\n{}\r\n--xyz\r\nContent-Disposition: form-data; name=\"F\"; filename=\"f\"\r\n\r\n";
            let body = [head.as_bytes(), &file, b"\r\n--xyz--"].concat();
            let (_, read) = parts(&Bytes::from(body), "xyz").unwrap();
            let read = read.unwrap();
            prop_assert_eq!(read.bytes.as_ref(), file.as_slice());
        }

        #[test]
        fn any_body_is_read_or_refused(body in "(--xyz|--|\r\n|\\{\\}|a: b|name=\"|;|=|filename=){0,30}") {
            let _ = parts(&Bytes::from(body), "xyz");
        }
    }
}
