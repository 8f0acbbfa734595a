//! Replaces secrets and values of records in text from a server, so that it can be printed.
//!
//! A server repeats what it was sent in many notations: as it is, percent-encoded in an address,
//! escaped in JSON or HTML, as base64. The text of the server is therefore decoded at each place and
//! compared character by character, without regard to case.

use std::collections::HashMap;

use ats_schema::rules::{id, server_text};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use secrecy::{ExposeSecret as _, SecretString};

use crate::http::encode;

/// Replaces a text that is not printed.
const HIDDEN: &str = "…";

/// The shortest value that is replaced wherever it appears. Shorter ones appear by chance; they are
/// replaced where a known message of Salesforce repeats a value.
const SHORTEST: usize = 3;

/// The shortest value that is replaced even within a longer word, and the shortest number.
const WITHIN_WORDS: usize = 8;
const SHORTEST_NUMBER: usize = 4;

/// The number of characters by which the beginning of a value, or of a secret, is known.
const BEGINNING: usize = 12;
const BEGINNING_OF_SECRET: usize = 5;

/// The number of characters of a text that are searched. What is printed is shorter.
const SEARCHED: usize = 1 << 15;

/// The texts that are not printed, as a tree of their characters in lower case: what a request sent is
/// thousands of texts, and each place of the server's text is compared with all of them at once.
#[derive(Default)]
pub(crate) struct Mask {
    /// The node that follows one by a character. The root is 0.
    next: HashMap<(usize, char), usize>,
    /// The text that ends at each node after the root.
    ends: Vec<Option<End>>,
}

/// The end of a text, or of a beginning of it that suffices where the server cut it off.
#[derive(Clone, Copy, Default)]
struct End {
    /// True if it is replaced within a longer word too.
    within_words: bool,
    /// True if it is a part of base64 text, all of which is then replaced.
    base64: bool,
}

impl Mask {
    /// Adds a password, a key or a token.
    pub(crate) fn secret(&mut self, secret: &SecretString) {
        let secret = secret.expose_secret();
        self.add(secret, BEGINNING_OF_SECRET, true, false);
        let trimmed = secret.trim();
        if trimmed != secret {
            self.add(trimmed, BEGINNING_OF_SECRET, true, false);
        }
        // A server that encodes what it was sent as base64 may encode it as it was sent, in a form.
        let percent = encode(secret);
        let form = percent.replace("%20", "+");
        for text in [secret, &percent, &form] {
            for part in base64_parts(text.as_bytes()) {
                self.add(&part, usize::MAX, true, true);
            }
        }
    }

    /// Adds a text value of a record. Ids are not personal data and stay.
    pub(crate) fn value(&mut self, value: &str) {
        let value = value.trim();
        let length = value.chars().count();
        if length >= SHORTEST && !is_id(value) {
            self.add(value, BEGINNING, length >= WITHIN_WORDS, false);
        }
    }

    /// Adds a number, or another value that has no quotes.
    pub(crate) fn number(&mut self, number: &str) {
        if number.chars().count() >= SHORTEST_NUMBER && !is_id(number) {
            self.add(number, usize::MAX, false, false);
        }
    }

    fn add(&mut self, text: &str, beginning: usize, within_words: bool, base64: bool) {
        let (mut node, mut length) = (0, 0);
        let mut chars = text.chars().take(SEARCHED).map(lower).peekable();
        while let Some(c) = chars.next() {
            length += 1;
            let new = self.ends.len() + 1;
            node = *self.next.entry((node, c)).or_insert(new);
            if node == new {
                self.ends.push(None);
            }
            if length >= beginning || chars.peek().is_none() {
                let end = self.ends[node - 1].get_or_insert_default();
                end.within_words |= within_words;
                end.base64 |= base64;
            }
        }
    }

    /// Returns one visible line of about [`server_text::MAX`] characters without the hidden texts.
    pub(crate) fn printable(&self, text: &str) -> String {
        printable(&self.hide_beginning(text))
    }

    /// Returns a text, or the beginning of a very long one, without the hidden texts.
    pub(crate) fn hide_beginning(&self, text: &str) -> String {
        let Some((end, _)) = text.char_indices().nth(SEARCHED) else {
            return self.hide(text);
        };
        let mut hidden = self.hide(&text[..end]);
        // The last characters may be the first ones of a text that is hidden, too few to know it by.
        for _ in 0..BEGINNING {
            if hidden.ends_with(HIDDEN) {
                return hidden;
            }
            hidden.pop();
        }
        hidden + HIDDEN
    }

    /// Returns a text without the hidden texts.
    pub(crate) fn hide(&self, text: &str) -> String {
        if self.ends.is_empty() {
            return text.to_owned();
        }
        let chars: Vec<_> = text.chars().collect();
        let decoded: Vec<_> = (0..chars.len()).map(|at| decode(&chars, at)).collect();
        let mut shown = String::with_capacity(text.len());
        // The end of what was copied or hidden already, and of the output the same.
        let (mut at, mut copied) = (0, 0);
        while at < chars.len() {
            match self.longest(&chars, &decoded, at, copied) {
                Some((start, end)) => {
                    shown.extend(&chars[copied..start]);
                    shown.push_str(HIDDEN);
                    copied = end;
                    at = end;
                }
                None => at += 1,
            }
        }
        shown.extend(&chars[copied..]);
        shown
    }

    /// Finds the longest hidden text at a place; returns where it begins and ends.
    fn longest(
        &self,
        chars: &[char],
        decoded: &[Decoded],
        at: usize,
        copied: usize,
    ) -> Option<(usize, usize)> {
        let mut found: Option<(usize, usize)> = None;
        // A character may be decoded in more than one way, so there may be several ways on.
        let mut ways = vec![(0, at)];
        while !ways.is_empty() {
            let mut further = Vec::new();
            for (node, place) in ways {
                for (c, after) in decoded.get(place).into_iter().flatten() {
                    let Some(node) = self.next.get(&(node, *c)) else {
                        continue;
                    };
                    if further.contains(&(*node, *after)) {
                        continue;
                    }
                    further.push((*node, *after));
                    let Some(end) = self.ends[node - 1] else {
                        continue;
                    };
                    let fits = end.within_words || stands_alone(chars, at, *after);
                    if fits && found.is_none_or(|(_, longest)| *after > longest) {
                        found = Some(if end.base64 {
                            base64_run(chars, at, *after, copied)
                        } else {
                            (at, *after)
                        });
                    }
                }
            }
            ways = further;
        }
        found
    }
}

/// Returns one visible line of [`server_text::MAX`] characters and, if that is not all, the number of
/// those left out.
pub(crate) fn printable(text: &str) -> String {
    server_text::escape(text.trim(), server_text::MAX).to_string()
}

/// The characters that a place of a text may stand for, in lower case, each with the place after it.
type Decoded = Vec<(char, usize)>;

fn decode(text: &[char], at: usize) -> Decoded {
    let mut found = vec![(text[at], at + 1)];
    match text[at] {
        '+' => found.push((' ', at + 1)),
        '%' => found.extend((0..3).filter_map(|more| percent(text, at, more))),
        '\\' => found.extend(escape(text, at)),
        '&' => found.extend(entity(text, at)),
        _ => {}
    }
    for (c, _) in &mut found {
        *c = lower(*c);
    }
    found
}

/// Decodes `%C3%A9`, in letters of either case, and encoded so many times more (`%25C3%25A9`).
fn percent(text: &[char], at: usize, more: usize) -> Option<(char, usize)> {
    let mut bytes = [0; 4];
    let mut at = at;
    for length in 1..=4 {
        let (byte, after) = percent_byte(text, at, more)?;
        bytes[length - 1] = byte;
        at = after;
        if let Ok(decoded) = std::str::from_utf8(&bytes[..length]) {
            return decoded.chars().next().map(|c| (c, at));
        }
    }
    None
}

fn percent_byte(text: &[char], at: usize, more: usize) -> Option<(u8, usize)> {
    let digits = at + 1 + 2 * more;
    let signs = text.get(at + 1..digits)?.chunks(2);
    if text.get(at) != Some(&'%') || signs.into_iter().any(|sign| sign != ['2', '5']) {
        return None;
    }
    let byte = u8::try_from(hex(text, digits, 2)?).ok()?;
    Some((byte, digits + 2))
}

fn hex(text: &[char], at: usize, digits: usize) -> Option<u32> {
    text.get(at..at + digits)?
        .iter()
        .try_fold(0, |number, c| Some(number * 16 + c.to_digit(16)?))
}

/// Decodes `\n`, `\'`, `\u00e9` and the like, of JSON and of SOQL, escaped more than once too.
fn escape(text: &[char], at: usize) -> Vec<(char, usize)> {
    let mut letter = at;
    while text.get(letter) == Some(&'\\') {
        letter += 1;
    }
    // Escaped once, a backslash is two; escaped again, four.
    let lengths = [2, 4, 8].into_iter();
    let backslash = |length| (at + length <= letter).then_some(('\\', at + length));
    let mut found: Vec<_> = lengths.filter_map(backslash).collect();
    let decoded = match text.get(letter) {
        Some('n') => Some(('\n', letter + 1)),
        Some('r') => Some(('\r', letter + 1)),
        Some('t') => Some(('\t', letter + 1)),
        Some('b') => Some(('\u{8}', letter + 1)),
        Some('f') => Some(('\u{c}', letter + 1)),
        Some(c @ ('"' | '\'' | '/')) => Some((*c, letter + 1)),
        Some('u') => unicode(text, letter),
        _ => None,
    };
    found.extend(decoded);
    found
}

/// Decodes `u00e9`, or the two halves of a character beyond U+FFFF.
fn unicode(text: &[char], at: usize) -> Option<(char, usize)> {
    let unit = |at| -> Option<u16> { u16::try_from(hex(text, at, 4)?).ok() };
    let first = unit(at + 1)?;
    if let Some(decoded) = char::from_u32(first.into()) {
        return Some((decoded, at + 5));
    }
    let mut next = at + 5;
    while text.get(next) == Some(&'\\') {
        next += 1;
    }
    let second = (text.get(next) == Some(&'u')).then(|| unit(next + 1))??;
    let decoded = char::decode_utf16([first, second]).next()?.ok()?;
    Some((decoded, next + 5))
}

/// Decodes `&amp;`, `&#39;`, `&#x27;`.
fn entity(text: &[char], at: usize) -> Option<(char, usize)> {
    let length = text[at..].iter().take(10).position(|c| *c == ';')?;
    let name: String = text[at + 1..at + length].iter().collect();
    let decoded = match &*name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        name => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    };
    Some((decoded, at + length + 1))
}

/// Lower case, of characters that have one of a single character.
fn lower(c: char) -> char {
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(lower), None) => lower,
        _ => c,
    }
}

/// Returns true if no letter or digit stands directly before or after a part of a text.
fn stands_alone(text: &[char], start: usize, end: usize) -> bool {
    let in_word = |c: &char| c.is_alphanumeric() || *c == '_';
    let before = start.checked_sub(1).and_then(|at| text.get(at));
    // `%3D` before a value ends in a letter or a digit, and is an equals sign.
    let encoded = start >= 3 && text[start - 3] == '%' && hex(text, start - 2, 2).is_some();
    let joined_before = in_word(&text[start]) && before.is_some_and(in_word) && !encoded;
    let joined_after = in_word(&text[end - 1]) && text.get(end).is_some_and(in_word);
    !joined_before && !joined_after
}

/// Extends a part of a base64 text to the whole of it.
fn base64_run(text: &[char], start: usize, end: usize, earliest: usize) -> (usize, usize) {
    let is_base64 = |c: &char| c.is_ascii_alphanumeric() || "+/-_=%".contains(*c);
    let before = text[earliest..start].iter().rev();
    let after = text[end..].iter();
    (
        start - before.take_while(|c| is_base64(c)).count(),
        end + after.take_while(|c| is_base64(c)).count(),
    )
}

/// The base64 digits that a secret has within a longer text, such as `user:secret`: they depend on
/// the number of bytes before it, modulo 3. Digits that other bytes have a part in are left out.
fn base64_parts(secret: &[u8]) -> Vec<String> {
    let mut parts = Vec::new();
    for before in 0..3_usize {
        let mut bytes = vec![0; before];
        bytes.extend_from_slice(secret);
        let digits = (before * 8).div_ceil(6)..bytes.len() * 8 / 6;
        for encoded in [STANDARD.encode(&bytes), URL_SAFE.encode(&bytes)] {
            // Shorter ones appear by chance.
            if let Some(part) = encoded.get(digits.clone())
                && part.len() >= 6
                && !parts.iter().any(|known| known == part)
            {
                parts.push(part.to_owned());
            }
        }
    }
    parts
}

/// Returns true for the id of a record. Words of 15 letters have its shape too, so an id without
/// check characters must hold digits.
pub(super) fn is_id(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    id::parse(text).is_ok() && (text.len() == 18 || digits >= 4)
}

#[cfg(test)]
mod tests;
