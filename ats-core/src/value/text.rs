//! Text of a known greatest length.

use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use ats_schema::rules::{email, text};

use super::{Input, Mismatch, Output, Value};
use crate::query::Column;
use crate::record::flags;

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

/// A literal that [`text!`](crate::text!) has checked.
#[doc(hidden)]
#[must_use]
pub fn literal<O, T: Value, C>(_: Column<O, T, C>, text: &str) -> T {
    // Bound by `Value` alone, so that a field that is no text is told of once, by `check_literal`.
    match T::read(Input::Str(text)) {
        Ok(text) => text,
        Err(_) => unreachable!("`check_literal` lets text fields through, which read any text"),
    }
}

/// The types of fields that [`text!`](crate::text!) takes.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`text!` is for text fields",
    label = "this field is a `{Self}`",
    note = "a picklist is set to its enum, a number to a `Number` (`\"99.50\".parse()?`), a lookup to an `Id`"
)]
pub trait IsText: Value {}

#[diagnostic::do_not_recommend]
impl<const MAX: u32> IsText for Text<MAX> {}
#[diagnostic::do_not_recommend]
impl IsText for String {}

/// A text literal for a field, its length checked when the program is compiled.
///
/// `cargo check` refuses the program if the literal is longer than the field keeps, naming the
/// field's label, its API name and the limit; or if it is no e-mail address where the field's
/// attribute `email` asks for one.
///
/// ```
/// use ats_core::prelude::*;
///
/// #[derive(SObject)]
/// #[sobject(name = "Skill__c", query)]
/// struct Skill {
///     #[sobject(name = "Title__c", label = "Title", filter)]
///     title: Option<Text<20>>,
/// }
///
/// let title: Text<20> = text!(Skill::TITLE, "Rust");
/// ```
#[macro_export]
macro_rules! text {
    ($column:expr, $text:expr $(,)?) => {{
        const _: () = $crate::__rt::v1::check_literal(&$column, $text);
        $crate::value::literal($column, $text)
    }};
}

/// Fails the compilation if `text` is too long for the column, or no e-mail address where it has to
/// be one.
#[doc(hidden)]
#[track_caller]
pub const fn check_literal<O, T: IsText, C>(column: &Column<O, T, C>, text: &str) {
    if let Some(max) = T::MAX_LENGTH
        && !text::fits(text, max as usize)
    {
        let message = Message::new()
            .push(column.label())
            .push(" (`")
            .push(column.name())
            .push("`) must be ")
            .push_number(max as usize)
            .push(" characters or fewer; this literal has ")
            .push_number(text::count(text));
        panic!("{}", message.as_str());
    }
    if column.flags() & flags::EMAIL != 0 && !text::is_blank(text) && !email::is_email(text) {
        let message = Message::new()
            .push(column.label())
            .push(" (`")
            .push(column.name())
            .push("`) must be an e-mail address, such as ada@example.com");
        panic!("{}", message.as_str());
    }
}

/// A sentence put together while compiling.
struct Message {
    bytes: [u8; 256],
    len: usize,
}

impl Message {
    const fn new() -> Self {
        Self {
            bytes: [0; 256],
            len: 0,
        }
    }

    /// Adds `text`, or as much as there is room for; labels and names are far shorter.
    const fn push(mut self, text: &str) -> Self {
        let text = text.as_bytes();
        let mut at = 0;
        while at < text.len() && self.len < self.bytes.len() {
            self.bytes[self.len] = text[at];
            self.len += 1;
            at += 1;
        }
        self
    }

    const fn push_number(self, number: usize) -> Self {
        let message = if number >= 10 {
            self.push_number(number / 10)
        } else {
            self
        };
        #[expect(clippy::cast_possible_truncation, reason = "one decimal digit")]
        let digit = [b'0' + (number % 10) as u8];
        match str::from_utf8(&digit) {
            Ok(digit) => message.push(digit),
            Err(_) => message,
        }
    }

    const fn as_str(&self) -> &str {
        match str::from_utf8(self.bytes.split_at(self.len).0) {
            Ok(text) => text,
            Err(_) => "text literal too long for its field",
        }
    }
}

#[diagnostic::do_not_recommend]
impl<const MAX: u32> Value for Text<MAX> {
    const MAX_LENGTH: Option<u32> = Some(MAX);

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
