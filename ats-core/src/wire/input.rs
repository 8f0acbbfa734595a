//! The values that a field is read from.

use std::fmt;

/// What the wire holds for one field.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Input<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number, for a value of [`Shape::Scalar`].
    Int(i64),
    /// Another number, for a value of [`Shape::Scalar`]; digits past the seventeenth are gone.
    Float(f64),
    /// A string, unescaped.
    Str(&'a str),
    /// The JSON text as it came, for a value of [`Shape::Raw`].
    Json(&'a str),
}

/// How a value wants to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Shape {
    /// From `null`, a boolean, a number or a string.
    Scalar,
    /// From its JSON text.
    Raw,
    /// As a record or a list of records of its own.
    #[doc(hidden)]
    Nested,
}

/// The wire held something a field cannot be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch(Box<str>);

impl Mismatch {
    /// A mismatch described as `expected …, found …`, which names the kind of value that was found,
    /// not the value.
    #[must_use]
    pub fn new(expected: impl fmt::Display, found: Input<'_>) -> Self {
        Self(format!("expected {expected}, found {found}").into())
    }

    /// A mismatch in words of its own, which should not repeat the value: it may be personal data,
    /// and the words reach logs.
    #[must_use]
    pub fn because(reason: impl fmt::Display) -> Self {
        Self(reason.to_string().into())
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Mismatch {}

/// Names the kind of value, and never the value: messages reach logs, and the values of records may
/// be personal data.
impl fmt::Display for Input<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Input::Null => f.write_str("null"),
            Input::Bool(_) => f.write_str("a boolean"),
            Input::Int(_) => f.write_str("a whole number"),
            Input::Float(value) if value.fract() == 0.0 => f.write_str("a whole number"),
            Input::Float(_) => f.write_str("a number with a fraction"),
            Input::Str(text) => write!(f, "a text of {}", Characters(text.chars().count())),
            Input::Json(json) => match json.as_bytes().first() {
                Some(b'"') => match serde_json::from_str::<String>(json) {
                    Ok(text) => Input::Str(&text).fmt(f),
                    Err(_) => f.write_str("a text"),
                },
                Some(b'{') => f.write_str("an object"),
                Some(b'[') => f.write_str("a list"),
                Some(b'n') => f.write_str("null"),
                Some(b't' | b'f') => f.write_str("a boolean"),
                _ => f.write_str("a number"),
            },
        }
    }
}

/// A length, in words: `1 character`, `17 characters`.
pub(crate) struct Characters(pub(crate) usize);

impl fmt::Display for Characters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.0 == 1 { "" } else { "s" };
        write!(f, "{} character{plural}", self.0)
    }
}
