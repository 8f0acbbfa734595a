//! Any text as a list of ASCII words.

use heck::ToSnakeCase;

/// The lower-case ASCII words of a text, each of letters and digits and not empty.
///
/// Signs people say aloud become words (`C++` is `c plus plus`), other scripts and emoji
/// are transliterated, everything else separates words. Words are split as `heck` splits
/// them: `ATSAction` is `ats action`.
pub(super) fn words(text: &str) -> Vec<String> {
    let ascii = ascii(text);
    split(&ascii.to_snake_case())
}

/// The same, but split only where the text itself has something between words:
/// `My_ATSField` is `my atsfield`.
pub(super) fn coarse_words(text: &str) -> Vec<String> {
    split(&ascii(text).to_ascii_lowercase())
}

/// The same as [`words`], with punctuation said aloud, too: `A-B` is `a dash b`.
pub(super) fn spelled_words(text: &str) -> Vec<String> {
    let mut spelled = String::with_capacity(text.len());
    for c in text.chars() {
        let sign = match c {
            '!' => "Bang",
            '"' => "Quote",
            '\'' => "Apostrophe",
            '(' | ')' => "Paren",
            ',' => "Comma",
            '-' => "Dash",
            '.' => "Dot",
            '/' => "Slash",
            ':' => "Colon",
            ';' => "Semicolon",
            '?' => "Question",
            '[' | ']' => "Bracket",
            '\\' => "Backslash",
            '^' => "Caret",
            '_' => "Underscore",
            '`' => "Backtick",
            '{' | '}' => "Brace",
            '|' => "Bar",
            '~' => "Tilde",
            '–' | '—' => "Long Dash",
            '…' => "Ellipsis",
            _ => {
                spelled.push(c);
                continue;
            }
        };
        spelled.push(' ');
        spelled.push_str(sign);
        spelled.push(' ');
    }
    words(&spelled)
}

fn split(ascii: &str) -> Vec<String> {
    ascii
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The text in ASCII, signs put into words.
fn ascii(text: &str) -> String {
    let ascii: String = text.chars().map(transliterated).collect();
    let mut said = String::with_capacity(ascii.len());
    let mut characters = ascii.chars().peekable();
    while let Some(c) = characters.next() {
        let sign = match c {
            '%' => "Percent",
            '&' => "And",
            '$' => "Dollar",
            '#' => "Hash",
            '@' => "At",
            '*' => "Star",
            '=' => "Equals",
            '<' => "Less Than",
            '>' => "Greater Than",
            '+' => "Plus",
            // A minus stands before a digit with no word before it; else it is a hyphen.
            '-' if !said.ends_with(|c: char| c.is_ascii_alphanumeric())
                && characters.peek().is_some_and(char::is_ascii_digit) =>
            {
                "Minus"
            }
            _ => {
                said.push(c);
                continue;
            }
        };
        said.push(' ');
        said.push_str(sign);
        said.push(' ');
    }
    said
}

/// A character of any script in ASCII; a space, which separates words, for one that has no
/// sound or meaning.
fn transliterated(c: char) -> &'static str {
    match c {
        // What the table says of these (`PS`, `deg`, `!=`) is not what people say.
        '£' => " Pound ",
        '€' => " Euro ",
        '°' => " Degrees ",
        '≠' => " Not = ",
        _ => deunicode::deunicode_char(c).unwrap_or(" "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_all_kinds() {
        let cases = [
            ("ATS_Action", "ats action"),
            ("ATSAction", "ats action"),
            ("JobBoard2Id", "job board2 id"),
            ("C++", "c plus plus"),
            ("-5", "minus 5"),
            ("1-5", "1 5"),
            ("10 - 20", "10 20"),
            ("10 -20", "10 minus 20"),
            ("Full-time", "full time"),
            ("Ça va ?", "ca va"),
            ("北京", "bei jing"),
            ("🎉", "tada"),
            ("👍", "plus 1"),
            ("≤ 50 €", "less than equals 50 euro"),
            ("½ day", "1 2 day"),
            ("\u{e000}", ""),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(words(text).join(" "), expected, "{text}");
        }
        assert_eq!(spelled_words("A-B (c)").join(" "), "a dash b paren c paren");
        assert_eq!(coarse_words("My_ATSField").join(" "), "my atsfield");
    }
}
