//! Any text as a list of ASCII words.

use heck::ToSnakeCase;

/// The lower-case ASCII words of a text, each of letters and digits and not empty.
///
/// Other scripts and emoji are transliterated; everything else separates words. Words are split as
/// `heck` splits them: `ATSAction` is `ats action`.
pub(super) fn words(text: &str) -> Vec<String> {
    split(&ascii(text).to_snake_case())
}

/// The same, but split only where the text itself has something between words:
/// `My_ATSField` is `my atsfield`.
pub(super) fn coarse_words(text: &str) -> Vec<String> {
    split(&ascii(text).to_ascii_lowercase())
}

/// The same as [`words`], with signs and punctuation as words: `A-B` is `a dash b`, `C++` is
/// `c plus plus`. Underscores separate words as spaces do.
pub(super) fn spelled_words(text: &str) -> Vec<String> {
    let mut spelled = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
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
            '£' => "Pound",
            '€' => "Euro",
            '°' => "Degrees",
            '≠' => "Not Equals",
            '≤' => "Less Than Equals",
            '≥' => "Greater Than Equals",
            // A minus is before a digit with no word before it; else it is a hyphen.
            '-' if !spelled.ends_with(char::is_alphanumeric)
                && characters.peek().is_some_and(char::is_ascii_digit) =>
            {
                "Minus"
            }
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

/// The text in ASCII; a space, which separates words, for a character that has no sound or meaning.
fn ascii(text: &str) -> String {
    let transliterated = |c: char| match c {
        // The table has letters for these signs (`PS`, `EUR`, `deg`).
        '£' | '€' | '°' | '≠' | '≤' | '≥' => " ",
        _ => deunicode::deunicode_char(c).unwrap_or(" "),
    };
    text.chars().map(transliterated).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_all_kinds() {
        let cases = [
            ("ATS_Action", "ats action", "ats action"),
            ("ATSAction", "ats action", "ats action"),
            ("JobBoard2Id", "job board2 id", "job board2 id"),
            ("C++", "c", "c plus plus"),
            ("-5", "5", "minus 5"),
            ("1-5", "1 5", "1 dash 5"),
            ("10 -20", "10 20", "10 minus 20"),
            ("Full-time", "full time", "full dash time"),
            ("A-B (c)", "a b c", "a dash b paren c paren"),
            ("Ça va ?", "ca va", "ca va question"),
            ("北京", "bei jing", "bei jing"),
            ("🎉", "tada", "tada"),
            ("👍", "1", "1"),
            ("≤ 50 €", "50", "less than equals 50 euro"),
            ("½ day", "1 2 day", "1 2 day"),
            ("a_b", "a b", "a b"),
            ("\u{e000}", "", ""),
            ("", "", ""),
        ];
        for (text, plain, spelled) in cases {
            assert_eq!(words(text).join(" "), plain, "{text}");
            assert_eq!(spelled_words(text).join(" "), spelled, "{text}");
        }
        assert_eq!(coarse_words("My_ATSField").join(" "), "my atsfield");
    }
}
