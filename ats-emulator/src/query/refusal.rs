//! A refusal of a query, and how Salesforce prints it.

use ats_schema::soql::ast::Span;

use crate::error::ApiError;

/// Why a query is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    /// Such as `INVALID_FIELD`.
    pub(super) code: &'static str,
    /// What Salesforce says, without the excerpt of the query.
    pub(super) message: String,
    /// The place, where Salesforce shows one.
    pub(super) span: Option<Span>,
}

impl Refusal {
    /// A refusal that shows no place.
    pub(super) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            span: None,
        }
    }

    /// The same with a place, unless it has one already.
    pub(super) fn at(mut self, span: Span) -> Self {
        self.span.get_or_insert(span);
        self
    }

    /// As REST answers it: where there is a place, the message begins with an excerpt of
    /// the query and a caret under the place.
    pub(super) fn into_api_error(self, soql: &str) -> ApiError {
        let message = match self.span {
            None => self.message,
            Some(span) => {
                let place = Excerpt::of(soql, span.start as usize);
                let Excerpt {
                    text,
                    caret,
                    row,
                    column,
                } = place;
                let indent = " ".repeat(caret);
                let said = self.message;
                format!("\n{text}\n{indent}^\nERROR at Row:{row}:Column:{column}\n{said}")
            }
        };
        ApiError::new(400, self.code, message)
    }
}

/// The part of a query that an error shows.
#[derive(Debug, PartialEq, Eq)]
struct Excerpt<'a> {
    text: &'a str,
    /// How many characters stand before the place.
    caret: usize,
    /// From 1.
    row: usize,
    /// From 1, in characters.
    column: usize,
}

/// How many characters of whole words are shown before the place, and after it. No document
/// says; messages people have posted show up to 39 before and up to 42 after, and begin and
/// end at words.
const BEFORE: usize = 40;
const AFTER: usize = 44;

impl<'a> Excerpt<'a> {
    fn of(soql: &'a str, at: usize) -> Self {
        let at = floor_boundary(soql, at);
        let line_start = soql[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let line_end = soql[at..].find('\n').map_or(soql.len(), |rest| at + rest);
        let before = &soql[line_start..at];
        let after = &soql[at..line_end];

        let start = last_words(before, BEFORE);
        let end = first_words(after, AFTER);
        let before_shown = before[start..].trim_start();
        let from = at - before_shown.len();
        Self {
            text: soql[from..at + end].trim_end_matches('\r'),
            caret: before_shown.chars().count(),
            row: soql[..at].matches('\n').count() + 1,
            column: before.chars().count() + 1,
        }
    }
}

/// Where the longest tail of whole words of at most `most` characters begins.
fn last_words(text: &str, most: usize) -> usize {
    let length = text.chars().count();
    if length <= most {
        return 0;
    }
    let earliest = text
        .char_indices()
        .nth(length - most)
        .map_or(text.len(), |(at, _)| at);
    // A word may begin right there, if a space or comma stands before it.
    text[..earliest]
        .chars()
        .next_back()
        .filter(|&c| is_gap(c))
        .map(|_| earliest)
        .or_else(|| {
            let gap = text[earliest..].find(is_gap)?;
            Some(earliest + gap + 1)
        })
        .unwrap_or(text.len())
}

/// Where the longest head of whole words of at most `most` characters ends; at least the
/// first word.
fn first_words(text: &str, most: usize) -> usize {
    let Some((latest, _)) = text.char_indices().nth(most) else {
        return text.len();
    };
    let head = &text[..latest];
    match head.rfind(is_gap) {
        Some(gap) => head[..gap].trim_end_matches(is_gap).len(),
        None => text[latest..]
            .find(is_gap)
            .map_or(text.len(), |rest| latest + rest)
            .min(floor_boundary(text, most * 4)),
    }
}

fn is_gap(c: char) -> bool {
    c == ',' || c.is_ascii_whitespace()
}

fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn message(soql: &str, at: usize) -> String {
        let start = u32::try_from(at).unwrap();
        Refusal::new("INVALID_FIELD", "said")
            .at(Span::new(start, start + 1))
            .into_api_error(soql)
            .message
    }

    #[test]
    fn a_short_query_is_shown_whole() {
        assert_eq!(
            message("SELECT Nmae FROM Account", 7),
            "\nSELECT Nmae FROM Account\n       ^\nERROR at Row:1:Column:8\nsaid"
        );
    }

    /// A message of an org, from an issue of simple-salesforce (number 73).
    #[test]
    fn a_long_query_is_cut_at_words() {
        let soql = "SELECT Name, Access_Key__c, Image_Vendor__c FROM Opportunity \
                    WHERE Image_Vendor__c LIKE 'Getty%'";
        assert_eq!(
            message(soql, 67),
            "\nImage_Vendor__c FROM Opportunity WHERE Image_Vendor__c LIKE 'Getty%'\n\
             \u{20}                                      ^\nERROR at Row:1:Column:68\nsaid"
        );
    }

    #[test]
    fn rows_are_counted() {
        assert_eq!(
            message("SELECT Id\nFROM Account\n  WHERE Ids = 1", 31),
            "\nWHERE Ids = 1\n      ^\nERROR at Row:3:Column:9\nsaid"
        );
    }

    proptest! {
        #[test]
        fn any_place_of_any_text_can_be_shown(text in any::<String>(), at in 0_usize..80) {
            let shown = message(&text, at);
            prop_assert!(shown.ends_with("said"));
        }
    }
}
