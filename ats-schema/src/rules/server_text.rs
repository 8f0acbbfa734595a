//! Shows text that somebody else wrote, on a terminal or in a log.
//!
//! Error messages, labels and describes come from an org, from a proxy in front of it, or from a
//! file that anybody may have edited. Printed as they are, an escape character moves the cursor
//! or sets the window's title, a line break forges a log line, and a bidirectional control makes
//! a name read as another one.

use std::fmt;

/// The number of characters of one server message that our own messages show.
///
/// Salesforce's longest documented messages, those of validation rules, have 255 characters; a
/// web page that a proxy sends instead has thousands.
pub const MAX: usize = 500;

/// Returns a value that displays `text` on one line, with at most `max` characters.
///
/// A character that a reader could not see, or that would act on a terminal, is written as `\n`, `\r`, `\t`
/// or `\u{…}` (see [`is_visible`]). Text that does not fit ends with `…` and the number of
/// characters left out. Nothing is allocated.
///
/// A backslash stays a backslash, because paths and regular expressions are full of them. So the
/// result is for reading and cannot be converted back.
///
/// ```
/// use ats_schema::rules::server_text::escape;
///
/// assert_eq!(escape("First Name", 80).to_string(), "First Name");
/// assert_eq!(escape("a\r\nb\u{1b}[2J", 80).to_string(), r"a\r\nb\u{1b}[2J");
/// assert_eq!(escape("abcdef", 4).to_string(), "abcd… (2 more characters)");
/// ```
#[must_use]
pub const fn escape(text: &str, max: usize) -> Escaped<'_> {
    Escaped { text, max }
}

/// Text that displays as [`escape`] describes.
#[derive(Clone, Copy, Debug)]
pub struct Escaped<'a> {
    text: &'a str,
    max: usize,
}

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut room = self.max;
        // Where the characters begin that are not written yet and need no escape.
        let mut pending = 0;
        for (at, ch) in self.text.char_indices() {
            let short = match ch {
                '\n' => Some(r"\n"),
                '\r' => Some(r"\r"),
                '\t' => Some(r"\t"),
                _ => None,
            };
            let plain = short.is_none() && is_visible(ch);
            let width = match short {
                _ if plain => 1,
                Some(escape) => escape.len(),
                None => ch.escape_unicode().len(),
            };
            if width > room {
                f.write_str(&self.text[pending..at])?;
                let left_out = self.text[at..].chars().count();
                let plural = if left_out == 1 { "" } else { "s" };
                return write!(f, "… ({left_out} more character{plural})");
            }
            room -= width;
            if plain {
                continue;
            }
            f.write_str(&self.text[pending..at])?;
            match short {
                Some(escape) => f.write_str(escape)?,
                None => ch.escape_unicode().fmt(f)?,
            }
            pending = at + ch.len_utf8();
        }
        f.write_str(&self.text[pending..])
    }
}

/// Returns whether a reader sees `ch` as itself, and whether it leaves the rest of a line alone.
///
/// Not visible are controls, line and paragraph separators, bidirectional controls, zero-width
/// characters and byte order marks, fillers, private and unassigned characters, and every white
/// space but the ordinary space. Combining marks are visible: they change the letter before them.
#[must_use]
pub fn is_visible(ch: char) -> bool {
    if ch.is_ascii() {
        return !ch.is_ascii_control();
    }
    if ch.is_alphanumeric() {
        // Fillers that are letters to Unicode and nothing to the eye.
        return !matches!(ch, '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FFA0}');
    }
    if ch.is_whitespace() || ch == '\u{2800}' {
        return false;
    }
    // `escape_debug` of a string shows what Unicode calls printable, and escapes combining
    // marks only where nothing precedes them.
    let mut buffer = [b'a', 0, 0, 0, 0];
    let length = ch.encode_utf8(&mut buffer[1..]).len();
    std::str::from_utf8(&buffer[..=length]).is_ok_and(|pair| pair.escape_debug().nth(1) == Some(ch))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn escaped(text: &str, max: usize) -> String {
        escape(text, max).to_string()
    }

    #[test]
    fn what_acts_on_a_terminal_is_escaped() {
        for (text, shown) in [
            ("\u{1b}]0;title\u{7}", r"\u{1b}]0;title\u{7}"),
            ("a\r\nb\tc", r"a\r\nb\tc"),
            ("\u{9b}31m", r"\u{9b}31m"),
            ("\u{7f}", r"\u{7f}"),
        ] {
            assert_eq!(escaped(text, MAX), shown);
        }
        let invisible = "\u{85}\u{2028}\u{2029}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}\
            \u{200b}\u{200c}\u{200d}\u{200e}\u{200f}\u{61c}\u{feff}\u{2060}\u{ad}\u{a0}\u{3000}\u{3164}\u{2800}\
            \u{e000}\u{f8ff}\u{e0041}\u{10ffff}\u{fff9}\u{180e}";
        for ch in invisible.chars() {
            let shown = format!("\\u{{{:x}}}", u32::from(ch));
            assert_eq!(escaped(&ch.to_string(), MAX), shown);
        }
    }

    #[test]
    fn words_in_any_script_stay() {
        for text in [
            "",
            "First Name: a `value` of C:\\temp",
            "Zoë 日本 🙂 e\u{301} العربية हिन्दी",
        ] {
            assert_eq!(escaped(text, MAX), text);
        }
    }

    #[test]
    fn long_text_says_how_much_is_left_out() {
        assert_eq!(escaped("abcd", 4), "abcd");
        assert_eq!(escaped("abcde", 4), "abcd… (1 more character)");
        // An escape is shown whole or not at all.
        assert_eq!(escaped("abc\nd", 4), "abc… (2 more characters)");
        assert_eq!(escaped("日本語", 2), "日本… (1 more character)");
        assert_eq!(escaped("a", 0), "… (1 more character)");
        let page = "<html>".repeat(500);
        assert!(escaped(&page, MAX).ends_with("… (2500 more characters)"));
    }

    proptest! {
        #[test]
        fn one_visible_line_no_longer_than_asked(text in any::<String>(), max in 0_usize..80) {
            let shown = escaped(&text, max);
            prop_assert!(shown.chars().all(is_visible), "{shown:?}");
            let fits = escaped(&text, usize::MAX);
            if fits.chars().count() <= max {
                prop_assert_eq!(&shown, &fits);
            } else {
                let (kept, rest) = shown.rsplit_once("… (").unwrap();
                prop_assert!(fits.starts_with(kept) && kept.chars().count() <= max);
                let left_out: usize = rest.split(' ').next().unwrap().parse().unwrap();
                let end: String = text.chars().rev().take(left_out).collect::<Vec<_>>().into_iter().rev().collect();
                let whole = format!("{kept}{}", escaped(&end, usize::MAX));
                prop_assert_eq!(whole, fits);
            }
        }

        #[test]
        fn visible_text_stays(text in "[ -~äß日]{0,40}") {
            prop_assert_eq!(escaped(&text, MAX), text);
        }

        #[test]
        fn white_space_and_controls_are_not_visible(ch in any::<char>()) {
            if (ch.is_whitespace() && ch != ' ') || ch.is_control() {
                prop_assert!(!is_visible(ch));
            }
        }
    }
}
