//! Text of a known greatest length.

use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use ats_schema::rules::text;

use super::Value;
use crate::table::FieldKind;
use crate::wire::{Input, Mismatch, Output};

/// Text that the org keeps up to `MAX` characters of.
///
/// Length is counted as Salesforce counts it, by [`ats_schema::rules::text::count`]: in UTF-16
/// units, so that an emoji counts two.
///
/// A `Text` that a program makes fits. One that was read may be longer, because an admin can
/// lengthen a field while programs run; sending it back is refused before the request, with the
/// length, unless [`resend_as_read`](crate::record::Patch::resend_as_read) says so. Since the
/// length is part of the type, a `Text<80>` does not go where a `Text<40>` is due.
///
/// For a literal, [`text!`](crate::text!) checks the length when the program is compiled.
///
/// ```
/// use ats_core::value::Text;
///
/// let name: Text<40> = "Ada".try_into()?;
/// assert_eq!(name.to_uppercase(), "ADA");
///
/// let error = Text::<40>::new("candidate test ".repeat(16)).unwrap_err();
/// assert_eq!(error.to_string(), "text of 240 characters where at most 40 are kept");
/// # Ok::<(), ats_core::value::TooLong>(())
/// ```
#[derive(Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text<const MAX: u32>(String);

/// Text that is longer than the field. `Debug` prints the lengths and not the text, which may be
/// personal data.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TooLong {
    /// The text.
    pub text: String,
    /// The characters it has.
    pub length: usize,
    /// The characters the field keeps.
    pub max: u32,
}

impl fmt::Display for TooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "text of {} characters where at most {} are kept",
            self.length, self.max
        )
    }
}

impl fmt::Debug for TooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TooLong")
            .field("length", &self.length)
            .field("max", &self.max)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for TooLong {}

impl<const MAX: u32> Text<MAX> {
    /// The greatest length, in characters as Salesforce counts them.
    pub const MAX: u32 = MAX;

    /// Text for this field.
    ///
    /// # Errors
    ///
    /// If it has more than `MAX` characters.
    pub fn new(text: impl Into<String>) -> Result<Self, TooLong> {
        let text = text.into();
        if text::fits(&text, MAX as usize) {
            Ok(Self(text))
        } else {
            Err(TooLong {
                length: text::count(&text),
                text,
                max: MAX,
            })
        }
    }

    /// As much of `text` as the field keeps; a character is never cut in two.
    ///
    /// ```
    /// use ats_core::value::Text;
    /// assert_eq!(*Text::<3>::truncated("no 👍"), *"no ");
    /// ```
    #[must_use]
    pub fn truncated(text: impl Into<String>) -> Self {
        let mut text = text.into();
        if !text::fits(&text, MAX as usize) {
            let mut kept = 0;
            let end = text.char_indices().find_map(|(at, c)| {
                kept += c.len_utf16();
                (kept > MAX as usize).then_some(at)
            });
            text.truncate(end.unwrap_or(text.len()));
        }
        Self(text)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, as a `String`.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

#[diagnostic::do_not_recommend]
impl<const MAX: u32> Value for Text<MAX> {
    const MAX_LENGTH: Option<u32> = Some(MAX);

    fn kind() -> FieldKind {
        FieldKind::TextValue {
            max_length: Some(MAX),
        }
    }

    fn read(input: Input<'_>) -> Result<Self, Mismatch> {
        read_text(input).map(Self)
    }

    fn write(&self) -> Output<'_> {
        Output::Str {
            text: &self.0,
            max: Some(MAX),
        }
    }
}

/// The same for all lengths, and so compiled once. Reading forgives: the length is checked when the
/// text is sent.
#[inline(never)]
fn read_text(input: Input<'_>) -> Result<String, Mismatch> {
    match input {
        Input::Str(text) => Ok(text.to_owned()),
        other => Err(Mismatch::new("text", other)),
    }
}

impl<const MAX: u32> Clone for Text<MAX> {
    #[inline]
    fn clone(&self) -> Self {
        Self(copied(&self.0))
    }
}

/// Compiled once, and not in each place that clones a record with texts.
#[inline(never)]
fn copied(text: &str) -> String {
    text.to_owned()
}

impl<const MAX: u32> Deref for Text<MAX> {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl<const MAX: u32> AsRef<str> for Text<MAX> {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl<const MAX: u32> FromStr for Text<MAX> {
    type Err = TooLong;
    fn from_str(text: &str) -> Result<Self, TooLong> {
        Self::new(text)
    }
}

impl<const MAX: u32> TryFrom<&str> for Text<MAX> {
    type Error = TooLong;
    fn try_from(text: &str) -> Result<Self, TooLong> {
        Self::new(text)
    }
}

impl<const MAX: u32> TryFrom<String> for Text<MAX> {
    type Error = TooLong;
    fn try_from(text: String) -> Result<Self, TooLong> {
        Self::new(text)
    }
}

impl<const MAX: u32> From<Text<MAX>> for String {
    fn from(text: Text<MAX>) -> Self {
        text.0
    }
}

impl<const MAX: u32> PartialEq<str> for Text<MAX> {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl<const MAX: u32> PartialEq<&str> for Text<MAX> {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl<const MAX: u32> fmt::Display for Text<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl<const MAX: u32> fmt::Debug for Text<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}
