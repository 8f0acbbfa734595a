//! The error of JSON that could not be read.

use std::fmt;

use ats_schema::rules::server_text;

/// JSON from the org that could not be read.
///
/// The message names the object and the field where one is to blame, the kind of value that was
/// found, and the line and column. It does not show the value, which may be personal data, and has
/// one line of at most 500 characters and the place.
pub struct ReadError(serde_json::Error);

impl ReadError {
    /// The line of the JSON text, from 1; 0 if there is none to name.
    #[must_use]
    pub fn line(&self) -> usize {
        self.0.line()
    }

    /// The column in that line, from 1.
    #[must_use]
    pub fn column(&self) -> usize {
        self.0.column()
    }

    /// Whether the text ended too early, as it does when a connection drops.
    #[must_use]
    pub fn is_truncated(&self) -> bool {
        self.0.is_eof()
    }
}

impl ReadError {
    /// What was read, but is not what is wanted.
    pub(crate) fn of(reason: impl fmt::Display) -> Self {
        Self(serde_core::de::Error::custom(reason))
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = without_value(&self.0);
        server_text::escape(&message, server_text::MAX).fmt(f)?;
        if self.line() > 0 {
            write!(f, " at line {} column {}", self.line(), self.column())?;
        }
        if self.is_truncated() {
            f.write_str("; the answer was cut off: ask again")?;
        }
        Ok(())
    }
}

/// Prints what `Display` does.
impl fmt::Debug for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ReadError({self})")
    }
}

/// Returns the message of an error without its place, and without the value that serde quotes:
/// `invalid type: string "Lovelace", expected a boolean`.
fn without_value(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let text = text.strip_suffix(&place).unwrap_or(&text);
    for (start, end) in [
        ("invalid type: ", ", expected "),
        ("invalid value: ", ", expected "),
        ("unknown variant ", ", expected "),
        ("unknown variant ", ", there are no "),
        ("unknown field ", ", expected "),
        ("unknown field ", ", there are no "),
    ] {
        // The quoted value may hold the same words as serde's, so the last ones count.
        if let Some((before, rest)) = text.split_once(start)
            && let Some((found, after)) = rest.rsplit_once(end)
        {
            let found = kind_of(found);
            return format!("{before}{start}{found}{end}{after}");
        }
    }
    text.to_owned()
}

/// The kind of value in the words of serde's `Unexpected`, which quotes texts and numbers.
fn kind_of(found: &str) -> &str {
    let end = found.find(['"', '`']).unwrap_or(found.len());
    match found[..end].trim_end() {
        "string" => "a text",
        "integer" => "a whole number",
        "floating point" => "a number",
        "boolean" => "a boolean",
        "map" => "an object",
        "sequence" => "a list",
        "null" | "unit value" => "null",
        // A name is quoted without its kind.
        "" => "…",
        other => other,
    }
}

impl std::error::Error for ReadError {}

impl From<serde_json::Error> for ReadError {
    fn from(error: serde_json::Error) -> Self {
        Self(error)
    }
}
