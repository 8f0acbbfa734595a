//! JSON that no other type describes.

use std::fmt;

use serde_json::value::RawValue;

/// The JSON text of a value, exactly as the org sent it.
///
/// The type of fields whose describe type we do not know, and of what
/// [`Extra`](crate::record::Extra) keeps.
#[derive(Clone)]
pub struct RawJson(Box<RawValue>);

impl RawJson {
    /// JSON from its text.
    ///
    /// # Errors
    ///
    /// If the text is not one JSON value.
    pub fn new(text: impl Into<String>) -> Result<Self, serde_json::Error> {
        RawValue::from_string(text.into()).map(Self)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.get()
    }

    /// The value, read as a type of serde's.
    ///
    /// # Errors
    ///
    /// If the JSON is not of that type.
    pub fn parse<'a, T: serde_core::Deserialize<'a>>(&'a self) -> Result<T, serde_json::Error> {
        serde_json::from_str(self.as_str())
    }

    pub(crate) fn raw(&self) -> &RawValue {
        &self.0
    }
}

impl PartialEq for RawJson {
    /// Compares the texts, not what they mean.
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl fmt::Debug for RawJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for RawJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
