//! The one place where words of an org become Markdown in a comment.
//!
//! Labels, help texts, values and formulas are written by strangers. Here they lose every
//! way to be more than words: line breaks, control and invisible characters, Markdown, HTML,
//! links, code fences. What is left reads the same.

use std::fmt::Write as _;

use ats_schema::rules::server_text::{escape, is_visible};
use syn::{AttrStyle, Attribute};

use super::syntax_tree;
use crate::model::{Doc, Span};

/// Columns a paragraph is wrapped at, the indent left out.
const WIDTH: usize = 92;

/// Characters of a text of the org that are shown; the longest help text is 510.
const LONGEST_TEXT: usize = 1_000;

/// Characters of a piece of code that are shown: formulas may have thousands.
const LONGEST_CODE: usize = 300;

/// Documentation as attributes, which prettyplease prints as `///` lines.
pub(super) fn attributes(doc: &Doc) -> Vec<Attribute> {
    lines(doc)
        .iter()
        .map(|line| syntax_tree::doc_line(line, AttrStyle::Outer))
        .collect()
}

/// The lines of a comment, each with the space that follows the slashes.
pub(super) fn lines(doc: &Doc) -> Vec<String> {
    let mut lines = Vec::new();
    let mut text = String::new();
    for paragraph in &doc.paragraphs {
        text.clear();
        for span in paragraph {
            match span {
                Span::Plain(words) => text.push_str(words),
                Span::Text(words) => escape_text(words, &mut text),
                Span::Code(words) => code(words, &mut text),
            }
        }
        wrap(&text, &mut lines);
    }
    lines
}

/// Adds a paragraph to `lines`. Code holds its spaces as U+0001 until here, so that it is
/// not broken across lines.
fn wrap(text: &str, lines: &mut Vec<String>) {
    let mut words = text.split_ascii_whitespace().peekable();
    if words.peek().is_some() && !lines.is_empty() {
        lines.push(String::new());
    }
    let mut line = String::with_capacity(WIDTH + 8);
    let mut width = 0;
    for word in words {
        let length = word.chars().count();
        if width > 0 && width + 1 + length > WIDTH {
            let next = String::with_capacity(WIDTH + 8);
            lines.push(finish(std::mem::replace(&mut line, next)));
            width = 0;
        }
        line.push(' ');
        if width == 0 {
            push_at_start(word, &mut line);
        } else {
            line.push_str(word);
        }
        width += 1 + length;
    }
    if width > 0 {
        lines.push(finish(line));
    }
}

fn finish(line: String) -> String {
    if line.contains('\u{1}') {
        line.replace('\u{1}', " ")
    } else {
        line
    }
}

/// Adds the first word of a line, so that it begins no list, heading, rule or quote.
fn push_at_start(word: &str, line: &mut String) {
    let bytes = word.as_bytes();
    if matches!(bytes[0], b'-' | b'+' | b'=' | b'#' | b'>' | b'~') {
        line.push('\\');
    }
    let digits = bytes.iter().take_while(|it| it.is_ascii_digit()).count();
    if digits > 0 && matches!(bytes.get(digits), Some(b'.' | b')')) {
        line.push_str(&word[..digits]);
        line.push('\\');
        line.push_str(&word[digits..]);
    } else {
        line.push_str(word);
    }
}

/// Text of the org as Markdown that shows just this text.
fn escape_text(text: &str, out: &mut String) {
    let (text, cut) = shorten(text, LONGEST_TEXT);
    let mut first = true;
    // Leading and trailing white space of a label would glue words or split them wrongly.
    for word in text.split_whitespace() {
        if !first {
            out.push(' ');
        }
        first = false;
        if is_link(word) {
            code(word, out);
        } else {
            escape_word(word, out);
        }
    }
    if cut {
        out.push('…');
    }
}

/// A word rustdoc would take for a bare link, or Markdown for an automatic one.
fn is_link(word: &str) -> bool {
    word.contains("://") || word.contains("mailto:") || word.contains("www.")
}

fn escape_word(word: &str, out: &mut String) {
    let mut previous = ' ';
    let mut chars = word.chars().peekable();
    while let Some(ch) = chars.next() {
        match ch {
            '_' => {
                let inside = previous.is_alphanumeric()
                    && chars.peek().is_some_and(|next| next.is_alphanumeric());
                if !inside {
                    out.push('\\');
                }
                out.push('_');
            }
            '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '|' | '~' | '&' | '$' | '^' => {
                out.push('\\');
                out.push(ch);
            }
            _ => push_visible(ch, out),
        }
        previous = ch;
    }
}

/// Text of the org as a code span, white space made visible.
fn code(text: &str, out: &mut String) {
    let (text, cut) = shorten(text, LONGEST_CODE);
    let mut inner = String::with_capacity(text.len());
    for ch in text.chars() {
        match ch {
            ' ' => inner.push('\u{1}'),
            '\n' => inner.push_str("\\n"),
            '\r' => inner.push_str("\\r"),
            '\t' => inner.push_str("\\t"),
            _ => push_visible(ch, &mut inner),
        }
    }
    if cut {
        inner.push('…');
    }
    if inner.is_empty() {
        out.push_str("(empty)");
        return;
    }
    // A fence longer than any run of backticks inside.
    let mut longest = 0;
    let mut run = 0;
    for ch in inner.chars() {
        run = if ch == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    // Markdown strips one space on both sides; only then does a backtick or a space at an
    // end show.
    let padded = inner.starts_with(['`', '\u{1}']) || inner.ends_with(['`', '\u{1}']);
    let only_spaces = inner.chars().all(|ch| ch == '\u{1}');
    for _ in 0..=longest {
        out.push('`');
    }
    if padded && !only_spaces {
        out.push('\u{1}');
    }
    out.push_str(&inner);
    if padded && !only_spaces {
        out.push('\u{1}');
    }
    for _ in 0..=longest {
        out.push('`');
    }
}

fn shorten(text: &str, longest: usize) -> (&str, bool) {
    match text.char_indices().nth(longest) {
        Some((at, _)) => (&text[..at], true),
        None => (text, false),
    }
}

/// A character as it stands, or as `\u{…}` where a reader could not see it.
fn push_visible(ch: char, out: &mut String) {
    if is_visible(ch) {
        out.push(ch);
    } else {
        let _ = write!(out, "{}", ch.escape_unicode());
    }
}

/// `value` as one short line in a comment.
pub(super) fn visible(value: &str) -> String {
    let out = escape(value, 200).to_string();
    // A comment of HTML or C must not end here.
    out.replace("--", "-\u{2010}").replace("*/", "*\u{2044}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(value: &str) -> String {
        lines(&Doc::line(vec![Span::Text(value.into())])).join("\n")
    }

    fn code_of(value: &str) -> String {
        lines(&Doc::line(vec![Span::Code(value.into())])).join("\n")
    }

    #[test]
    fn words_of_an_org_show_as_themselves() {
        assert_eq!(text("First Name"), " First Name");
        assert_eq!(text("a_b __c_"), " a_b \\_\\_c\\_");
        assert_eq!(text("a\n\n# b"), " a # b");
        assert_eq!(text("# a"), " \\# a");
        assert_eq!(text("1. a"), " 1\\. a");
        assert_eq!(
            text("see [x](y) <b> &amp; `c`"),
            " see \\[x\\](y) \\<b\\> \\&amp; \\`c\\`"
        );
        assert_eq!(
            text("go to https://a.b/c now"),
            " go to `https://a.b/c` now"
        );
        assert_eq!(text("\u{202e}evil\0"), " \\u{202e}evil\\u{0}");
        assert_eq!(text("Zoë 日本 🙂 e\u{301}"), " Zoë 日本 🙂 e\u{301}");
        assert_eq!(text(""), "");
    }

    #[test]
    fn code_keeps_backticks_and_spaces() {
        assert_eq!(code_of("a b"), " `a b`");
        assert_eq!(code_of("a`b"), " ``a`b``");
        assert_eq!(code_of("`"), " `` ` ``");
        assert_eq!(code_of(" a"), " `  a `");
        assert_eq!(code_of("a\nb"), " `a\\nb`");
        assert_eq!(code_of(""), " (empty)");
    }

    #[test]
    fn long_paragraphs_wrap() {
        let lines = lines(&Doc::line(vec![Span::Text("word ".repeat(60))]));
        assert!(lines.len() > 2);
        assert!(lines.iter().all(|line| line.len() <= WIDTH + 2));
    }

    proptest! {
        #[test]
        fn nothing_breaks_out_of_a_line(value in any::<String>()) {
            for line in text(&value).split('\n').chain(code_of(&value).split('\n')) {
                prop_assert!(line.is_empty() || line.starts_with(' '));
                prop_assert!(line.chars().all(is_visible_or_space));
            }
            let name = visible(&value);
            prop_assert!(!name.contains("--") && !name.contains("*/"));
            prop_assert!(name.chars().all(is_visible_or_space));
        }
    }

    fn is_visible_or_space(ch: char) -> bool {
        ch == ' ' || is_visible(ch)
    }
}
