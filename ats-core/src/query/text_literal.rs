//! Text literals for fields, checked when the program is compiled.

use ats_schema::rules::{email, text};

use super::column::Column;
use crate::table::flags;
use crate::value::{Text, Value};
use crate::wire::Input;

/// A literal that [`text!`](crate::text!) has checked.
#[doc(hidden)]
#[must_use]
pub fn text_literal<O, T: Value, C>(_: Column<O, T, C>, text: &str) -> T {
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
        $crate::__rt::v1::text_literal($column, $text)
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
