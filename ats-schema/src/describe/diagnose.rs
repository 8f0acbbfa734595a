//! The slow second look at a text that did not read as a describe.

use std::str::Utf8Error;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::error::{DescribeError, DescribeErrorKind as Kind};
use super::{Describe, lenient};

/// Values longer than this many characters are shortened in messages.
const SHOWN: usize = 60;

const AN_OBJECT: &str = "an object";
const A_LIST: &str = "a list";

/// Says why `bytes` are not UTF-8.
#[cold]
pub(super) fn not_text(bytes: &[u8], error: Utf8Error) -> DescribeError {
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return whole(Kind::Utf16);
    }
    at_offset(bytes, error.valid_up_to(), Kind::NotUtf8)
}

/// Finds out why `text` did not read as a describe, or reads what is wrapped in it.
#[cold]
pub(super) fn diagnose(text: &str, error: serde_json::Error) -> Result<Describe, DescribeError> {
    let bytes = text.as_bytes();
    let trimmed = text.trim_start();
    let start = text.len() - trimmed.len();
    match trimmed.bytes().next() {
        None => return Err(whole(Kind::Empty)),
        Some(b'<') => return Err(at_offset(bytes, start, Kind::Markup)),
        Some(b'[') => {
            // An error answer is a list of what went wrong, the first first.
            let answer: Result<Vec<Answer>, _> = serde_json::from_str(text);
            let first = answer.ok().and_then(|list| list.into_iter().next());
            let kind = first.and_then(Answer::error).unwrap_or(Kind::List);
            return Err(at_offset(bytes, start, kind));
        }
        Some(b'{') => {}
        Some(_) => {
            let message = strip_place(&error.to_string()).to_owned();
            return Err(at_offset(bytes, start, Kind::Syntax { message }));
        }
    }

    // What else it may be shows in its keys; JSON that is broken has no keys to go by.
    if let Ok(answer) = serde_json::from_str::<Answer>(text)
        && answer.fields.is_none()
    {
        if answer.result.is_some() {
            return read_wrapped(text, error);
        }
        if answer.sobjects.is_some() {
            return Err(at_offset(bytes, start, Kind::GlobalDescribe));
        }
        if let Some(kind) = answer.error() {
            return Err(at_offset(bytes, start, kind));
        }
    }
    read_with_path::<Describe>(text, error)
}

/// The keys by which answers that are not describes are told apart.
#[derive(Deserialize)]
struct Answer {
    fields: Option<IgnoredAny>,
    result: Option<IgnoredAny>,
    sobjects: Option<IgnoredAny>,
    #[serde(default, deserialize_with = "lenient::scalar", rename = "errorCode")]
    error_code: Option<String>,
    #[serde(default, deserialize_with = "lenient::scalar")]
    error: Option<String>,
    #[serde(default, deserialize_with = "lenient::scalar")]
    name: Option<String>,
    #[serde(default, deserialize_with = "lenient::scalar")]
    message: Option<String>,
    #[serde(default, deserialize_with = "lenient::scalar")]
    error_description: Option<String>,
}

impl Answer {
    /// The error it reports: as the REST API does, as the login does, or, with a `name` and
    /// a `message`, as the `sf` command does.
    fn error(self) -> Option<Kind> {
        let reported = self.message.is_some() || self.error_description.is_some();
        let code = self.error_code.or(self.error);
        let code = if reported { code.or(self.name) } else { code }?;
        Some(Kind::ErrorAnswer {
            code: shorten(&code),
            message: self.message.or(self.error_description).unwrap_or_default(),
        })
    }
}

/// What `sf sobject describe --json` prints: `{"status": 0, "result": {…}}`.
#[derive(Deserialize)]
struct Wrapped {
    result: Describe,
}

fn read_wrapped(text: &str, error: serde_json::Error) -> Result<Describe, DescribeError> {
    match serde_json::from_str::<Wrapped>(text) {
        Ok(wrapped) => Ok(wrapped.result),
        Err(_) => read_with_path::<Wrapped>(text, error).map(|wrapped| wrapped.result),
    }
}

/// Reads again, keeping track of the path, to say where the mistake is.
fn read_with_path<'a, T: Deserialize<'a>>(
    text: &'a str,
    first: serde_json::Error,
) -> Result<T, DescribeError> {
    let bytes = text.as_bytes();
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let (path, error) = match serde_path_to_error::deserialize::<_, T>(&mut deserializer) {
        Err(error) => (error.path().to_string(), error.into_inner()),
        Ok(value) => match deserializer.end() {
            Ok(()) => return Ok(value),
            Err(_) => (String::new(), first),
        },
    };

    let end = offset(bytes, error.line(), error.column());
    let message = error.to_string();
    let message = strip_place(&message);
    let (kind, place) = if error.is_eof() {
        (Kind::Truncated, bytes.len())
    } else if !error.is_data() {
        let message = message.to_owned();
        (Kind::Syntax { message }, end.saturating_sub(1))
    } else if let Some(key) = missing_key(message) {
        (Kind::Missing { key }, end.saturating_sub(1))
    } else {
        let kind = unexpected(message);
        let start = match &kind {
            // The reader has looked past the bracket, for the first item or the end.
            Kind::Unexpected { found, .. } if found == AN_OBJECT => opening(bytes, end, b'{'),
            Kind::Unexpected { found, .. } if found == A_LIST => opening(bytes, end, b'['),
            _ => scalar_start(bytes, end),
        };
        (kind, start)
    };
    let mut error = at_offset(bytes, place, kind);
    if path != "." {
        error.path = path;
    }
    Err(error)
}

/// The key of "missing field `key`".
fn missing_key(message: &str) -> Option<String> {
    let key = message.strip_prefix("missing field `")?.strip_suffix('`')?;
    Some(key.to_owned())
}

/// Takes "invalid type: string "forty", expected a number" apart, and puts serde's words
/// into those of JSON.
fn unexpected(message: &str) -> Kind {
    let message = message.strip_prefix("invalid type: ").unwrap_or(message);
    let message = message.strip_prefix("invalid value: ").unwrap_or(message);
    // What was found may hold anything, what was expected does not.
    let Some((found, expected)) = message.rsplit_once(", expected ") else {
        let message = shorten(message);
        return Kind::Syntax { message };
    };
    let found = match found {
        "map" => AN_OBJECT,
        "sequence" => A_LIST,
        _ => found
            .split_once(' ')
            .filter(|(_, value)| value.starts_with(['"', '`']))
            .map_or(found, |(_, value)| value.trim_matches('`')),
    };
    let expected = match expected {
        "a sequence" => A_LIST,
        "a string" => "a text",
        "a boolean" => "true or false",
        _ if expected.starts_with("struct ") => AN_OBJECT,
        _ => expected,
    };
    Kind::Unexpected {
        expected: expected.to_owned(),
        found: shorten(found),
    }
}

/// A message of `serde_json` without the " at line 1 column 2" at its end.
fn strip_place(message: &str) -> &str {
    message
        .rsplit_once(" at line ")
        .map_or(message, |(message, _)| message)
}

fn shorten(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

const fn whole(kind: Kind) -> DescribeError {
    DescribeError {
        kind,
        path: String::new(),
        place: None,
    }
}

fn at_offset(bytes: &[u8], offset: usize, kind: Kind) -> DescribeError {
    let before = &bytes[..offset.min(bytes.len())];
    let line_start = before
        .iter()
        .rposition(|&b| b == b'\n')
        .map_or(0, |n| n + 1);
    let characters = |bytes: &[u8]| bytes.iter().filter(|&&b| b & 0xC0 != 0x80).count();
    let line = before.iter().filter(|&&b| b == b'\n').count() + 1;
    DescribeError {
        place: Some((line, characters(&before[line_start..]) + 1)),
        ..whole(kind)
    }
}

/// The offset of a line and column as `serde_json` counts them: lines from 1, and in the
/// line the bytes that have been read.
fn offset(bytes: &[u8], line: usize, column: usize) -> usize {
    let line_start: usize = bytes
        .split_inclusive(|&b| b == b'\n')
        .take(line.saturating_sub(1))
        .map(<[u8]>::len)
        .sum();
    (line_start + column).min(bytes.len())
}

/// The place of an opening bracket that was found: what was read last, or what comes next.
fn opening(bytes: &[u8], end: usize, bracket: u8) -> usize {
    let blanks = bytes[end..].iter().take_while(|b| b.is_ascii_whitespace());
    let next = end + blanks.count();
    if bytes.get(next) == Some(&bracket) {
        return next;
    }
    let read = bytes[..end].iter().rposition(|&b| b == bracket);
    read.unwrap_or(end)
}

/// Where the scalar begins that ends just before `end`.
fn scalar_start(bytes: &[u8], end: usize) -> usize {
    let Some(last) = end.checked_sub(1) else {
        return 0;
    };
    let word = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'+' | b'.');
    match bytes[last] {
        b'"' => {
            let mut at = last;
            while at > 0 {
                at -= 1;
                let slashes = bytes[..at].iter().rev().take_while(|&&b| b == b'\\');
                if bytes[at] == b'"' && slashes.count() % 2 == 0 {
                    return at;
                }
            }
            last
        }
        b if word(b) => {
            let length = bytes[..end].iter().rev().take_while(|&&b| word(b)).count();
            end - length
        }
        _ => last,
    }
}
