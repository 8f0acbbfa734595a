//! How long a text is, and when it is blank, in Salesforce's eyes.

/// The length of `text` as Salesforce counts it: in UTF-16 code units.
///
/// A describe's `length` is "the maximum size of the field in Unicode characters (not
/// bytes)" (SOAP API Developer Guide, *DescribeSObjectResult*, Field). What a "character"
/// is shows elsewhere: one outside the Basic Multilingual Plane, such as an emoji or 𠮟,
/// counts as two (Salesforce Help 005166849, *Surrogate Pair Characters Are Treated as Two
/// Characters*, on formulas and Apex; Help 000395737, on `String.substring`). A describe's
/// `byteLength`, three times `length` for text, agrees: three bytes hold any one UTF-16
/// unit, but not a supplementary character.
///
/// A line break counts as it is written: `\n` one, `\r\n` two.
///
/// *Not certain:*
/// - No document says outright that the limit of a field counts surrogates as formulas and
///   Apex do.
/// - Help 000240417 says that a line break in a Text Area or Long Text Area counts two,
///   because Salesforce stores `\r\n`; whether a lone `\n` sent through the API is stored
///   as two is not documented. We count what is sent, so that we never refuse a text the
///   org takes; a text within a few line breaks of its limit may still come back as
///   `STRING_TOO_LONG`.
/// - Rich text areas count their HTML, with `&` as five characters, and a few fields, such
///   as `CaseComment.CommentBody`, count bytes (Help 000382141).
///
/// ```
/// use ats_schema::rules::text::count;
///
/// const EMOJI: usize = count("👩🏽 ok");
/// assert_eq!(EMOJI, 7);
/// assert_eq!(count("Zoë"), 3);
/// assert_eq!(count("a\r\nb"), 4);
/// ```
#[must_use]
pub const fn count(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut units = 0;
    let mut at = 0;
    while at < bytes.len() {
        // In UTF-8 a continuation byte begins no character, and a lead byte of 0xF0 and
        // more begins one that needs a surrogate pair.
        units += (bytes[at] & 0xC0 != 0x80) as usize + (bytes[at] >= 0xF0) as usize;
        at += 1;
    }
    units
}

/// Whether `text` fits a field whose describe says `length: max`; see [`count`].
///
/// "For API version 15.0 and later, if a value is specified that is too large, the operation
/// fails and the fault code `STRING_TOO_LONG` is returned" (Object Reference for the
/// Salesforce Platform, *Field Types*). Only what is written: "the API can return data that
/// doesn't meet these restrictions" (same page).
///
/// ```
/// use ats_schema::rules::text::fits;
///
/// const _: () = assert!(fits("candidate", 40));
/// assert!(!fits(&"candidate test ".repeat(16), 40));
/// ```
#[must_use]
pub const fn fits(text: &str, max: usize) -> bool {
    // UTF-8 never uses fewer bytes than UTF-16 uses units.
    text.len() <= max || count(text) <= max
}

/// Whether Salesforce stores `text` as no value at all.
///
/// "sObject String field values follow the same rules as in SOAP API: they can never be
/// empty (only `null`), and they can never include leading and trailing whitespace" (Apex
/// Developer Guide, *Primitive Data Types*, String). What is left of a text of nothing but
/// white space is therefore `null`.
///
/// White space is taken to be what Java's `String.trim` removes: U+0000 to U+0020. *Not
/// certain:* the guide does not say what white space is. People do get no-break spaces
/// stored, so a text of U+00A0 is not blank; of the other Unicode spaces nothing is known,
/// and we treat them like it.
///
/// ```
/// use ats_schema::rules::text::is_blank;
///
/// assert!(is_blank(" \r\n\t"));
/// assert!(is_blank(""));
/// assert!(!is_blank("\u{a0}"));
/// ```
#[must_use]
pub const fn is_blank(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] > b' ' {
            return false;
        }
        at += 1;
    }
    true
}

/// Returns the text as Salesforce stores it: without white space around it; see [`is_blank`].
///
/// ```
/// use ats_schema::rules::text::trim;
///
/// assert_eq!(trim(" Ada Lovelace\n"), "Ada Lovelace");
/// ```
#[must_use]
pub fn trim(text: &str) -> &str {
    text.trim_matches(|character| character <= ' ')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn counts_utf16_units(text in any::<String>()) {
            prop_assert_eq!(count(&text), text.encode_utf16().count());
        }

        #[test]
        fn fits_exactly_its_count(text in any::<String>()) {
            let units = count(&text);
            prop_assert!(fits(&text, units));
            prop_assert!(units == 0 || !fits(&text, units - 1));
        }

        #[test]
        fn blank_is_nothing_but_what_trim_removes(text in "[\u{0}-\u{21}\u{a0}\u{3000}]{0,5}") {
            prop_assert_eq!(is_blank(&text), trim(&text).is_empty());
        }
    }
}
