//! Limits on the request text that a response repeats.
//!
//! Later subrequests of a composite request can refer to earlier responses, so a message that
//! repeated a long text could be repeated many times by the next one.

use std::fmt;

/// The most characters of one name or value that a message repeats. Salesforce documents no limit;
/// the samples of the integration guide repeat a value of 300 characters whole.
pub(crate) const MAX_QUOTED: usize = 1_000;

/// The most characters of a whole message, whatever it is made of.
pub(crate) const MAX_MESSAGE: usize = 8_000;

/// Shows a text of a request in a message: whole if it is short, otherwise its beginning and its
/// end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shortened<'a>(pub(crate) &'a str);

impl fmt::Display for Shortened<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match middle(self.0, MAX_QUOTED) {
            Some((head, tail)) => write!(f, "{head}…{tail}"),
            None => f.write_str(self.0),
        }
    }
}

/// Shortens a message to [`MAX_MESSAGE`] characters.
pub(crate) fn shorten_message(message: String) -> String {
    match middle(&message, MAX_MESSAGE) {
        Some((head, tail)) => format!("{head}…{tail}"),
        None => message,
    }
}

/// The beginning and the end to show of a text of more than `most` characters: three quarters of
/// them from the beginning, because the end of a message often names its rule.
fn middle(text: &str, most: usize) -> Option<(&str, &str)> {
    // Bytes are at least as many as characters.
    if text.len() <= most || text.chars().count() <= most {
        return None;
    }
    let tail = most / 4;
    let head = most - tail;
    let (end, _) = text.char_indices().nth(head)?;
    let (start, _) = text.char_indices().nth_back(tail.checked_sub(1)?)?;
    Some((&text[..end], &text[start..]))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn short_texts_are_whole() {
        assert_eq!(Shortened("").to_string(), "");
        let text = "é".repeat(MAX_QUOTED);
        assert_eq!(Shortened(&text).to_string(), text);
    }

    #[test]
    fn long_texts_keep_both_ends() {
        let text = format!("begin{}end", "é".repeat(100_000));
        let shown = Shortened(&text).to_string();
        assert_eq!(shown.chars().count(), MAX_QUOTED + 1);
        assert!(
            shown.starts_with("beginé") && shown.ends_with("éend"),
            "{shown}"
        );
        assert!(shown.contains("é…é"), "{shown}");
        assert_eq!(shorten_message(text).chars().count(), MAX_MESSAGE + 1);
    }

    proptest! {
        #[test]
        fn no_text_is_repeated_at_length(text in "\\PC{0,3000}") {
            prop_assert!(Shortened(&text).to_string().chars().count() <= MAX_QUOTED + 1);
        }
    }
}
