//! Replaces secrets and values of records in text from a server, so that it can be printed.
//!
//! A server repeats what it was sent in many notations: as it is, percent-encoded in an address,
//! escaped in JSON or HTML, as base64. The text of the server is therefore decoded at each place and
//! compared character by character, without regard to case.

use std::collections::HashMap;

use ats_schema::rules::server_text;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use secrecy::{ExposeSecret as _, SecretString};

use super::address::encode;
use crate::error::{HIDDEN, is_id, printable};

mod decode;

use decode::{Decoded, hex, lower};

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

/// The number of characters by which a very long text is known. Where all of them match, the rest of the
/// server's text is hidden.
const KEPT: usize = 2 * server_text::MAX;

/// The number of nodes from which on a text is known by its beginning alone, and the number from which
/// on everything is hidden: the body of a request may have millions of characters.
const MANY_NODES: usize = 1 << 18;
const MOST_NODES: usize = 1 << 22;

/// The number of comparisons after which a text is hidden as a whole. Ordinary texts need a few for each
/// character; a text made to be compared over and over must not hold up the program.
const MOST_STEPS: usize = 64 * SEARCHED;

/// The texts that are not printed, as a tree of their characters in lower case: what a request sent is
/// thousands of texts, and each place of the server's text is compared with all of them at once.
#[derive(Default)]
pub(crate) struct Mask {
    /// The node that follows one by a character. The root is 0.
    next: HashMap<(u32, char), u32>,
    /// The text that ends at each node after the root.
    ends: Vec<Option<End>>,
    /// True if there are more texts than fit, so that everything is hidden.
    full: bool,
}

/// The end of a text, or of a beginning of it that suffices where the server cut it off.
#[derive(Clone, Copy, Default)]
struct End {
    /// True if it is replaced within a longer word too.
    within_words: bool,
    /// True if it is a part of base64 text, all of which is then replaced.
    base64: bool,
    /// True if the text has more characters than are known of it.
    cut: bool,
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
        let kept = if self.ends.len() < MANY_NODES {
            KEPT
        } else {
            BEGINNING
        };
        let (mut node, mut length) = (0, 0);
        let mut chars = text.chars().map(lower).peekable();
        while let Some(c) = chars.next() {
            length += 1;
            let new = match u32::try_from(self.ends.len() + 1) {
                Ok(new) if self.ends.len() < MOST_NODES => new,
                _ => {
                    self.full = true;
                    return;
                }
            };
            node = *self.next.entry((node, c)).or_insert(new);
            if node == new {
                self.ends.push(None);
            }
            let last = chars.peek().is_none();
            let cut = length == kept && !last;
            if length >= beginning || last || cut {
                let end = self.ends[node as usize - 1].get_or_insert_default();
                // The rest of a text that is cut may begin within a word.
                end.within_words |= within_words || cut;
                end.base64 |= base64;
                end.cut |= cut;
            }
            if cut {
                return;
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

    /// Returns a text without the hidden texts; `…` if too many comparisons are needed to find them.
    pub(crate) fn hide(&self, text: &str) -> String {
        if self.full {
            return HIDDEN.to_owned();
        }
        if self.ends.is_empty() {
            return text.to_owned();
        }
        let mut steps = MOST_STEPS;
        self.search(text, &mut steps)
            .unwrap_or_else(|| HIDDEN.to_owned())
    }

    /// Hides with at most so many steps, which are counted down; `None` if that is not enough.
    fn search(&self, text: &str, steps: &mut usize) -> Option<String> {
        let decoded = Decoded::new(text);
        let chars = &*decoded.chars;
        let mut shown = String::with_capacity(text.len());
        // The end of what was copied or hidden already, and of the output the same.
        let (mut at, mut copied) = (0, 0);
        while at < chars.len() {
            match self.longest(&decoded, at, copied, steps)? {
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
        Some(shown)
    }

    /// Finds the longest hidden text at a place; returns where it begins and ends. The outer `None` means
    /// that there are no steps left.
    fn longest(
        &self,
        decoded: &Decoded,
        at: usize,
        copied: usize,
        steps: &mut usize,
    ) -> Option<Option<(usize, usize)>> {
        let chars = &*decoded.chars;
        let mut found: Option<(usize, usize)> = None;
        // A character may be read in more than one way, so there may be several ways on. Within a run,
        // each backslash is escaped as often as the one before it.
        let mut ways = vec![(0, at, 0)];
        while !ways.is_empty() {
            let mut further = Vec::new();
            for (node, place, backslashes) in ways {
                for reading in decoded.at(place) {
                    *steps = steps.checked_sub(1)?;
                    if backslashes != 0 && ![0, backslashes].contains(&reading.backslashes) {
                        continue;
                    }
                    let Some(&node) = self.next.get(&(node, reading.character)) else {
                        continue;
                    };
                    let after = reading.after;
                    further.push((node, after, reading.backslashes));
                    let Some(end) = self.ends[node as usize - 1] else {
                        continue;
                    };
                    let fits = end.within_words || stands_alone(chars, at, after);
                    if fits && found.is_none_or(|(_, longest)| after > longest) {
                        let (start, after) = if end.base64 {
                            base64_run(chars, at, after, copied)
                        } else {
                            (at, after)
                        };
                        found = Some((start, if end.cut { chars.len() } else { after }));
                    }
                }
            }
            further.sort_unstable();
            further.dedup();
            ways = further;
        }
        Some(found)
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

#[cfg(test)]
mod tests;
