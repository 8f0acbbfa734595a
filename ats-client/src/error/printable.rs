//! Makes text of a server fit to be printed.

use ats_schema::rules::{id, server_text};

/// Replaces a text that is not printed.
pub(crate) const HIDDEN: &str = "…";

/// The longest name of a field, an object or a code that a message shows.
pub(crate) const LONGEST_NAME: usize = 80;

/// Returns one visible line of [`server_text::MAX`] characters and, if that is not all, the number of
/// those left out.
pub(crate) fn printable(text: &str) -> String {
    server_text::escape(text.trim(), server_text::MAX).to_string()
}

/// Returns true for the id of a record. Words of 15 letters have its shape too, so an id without
/// check characters must hold digits.
pub(crate) fn is_id(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    id::parse(text).is_ok() && (text.len() == 18 || digits >= 4)
}
