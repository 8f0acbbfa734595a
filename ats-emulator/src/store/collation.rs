//! The orders in which SQLite compares what the store keeps.

use std::cmp::Ordering;

use ats_schema::rules::decimal;
use rusqlite::Connection;

/// The collation of text that differs in letter case only: see [`compare_without_case`].
pub(crate) const NO_CASE: &str = "sf_nocase";

/// The collation of decimal numbers stored as text: see [`compare_numbers`].
pub(crate) const DECIMAL: &str = "sf_decimal";

/// SQLite's own collation, byte by byte.
pub(crate) const BINARY: &str = "BINARY";

/// Registers [`NO_CASE`] and [`DECIMAL`] with a connection.
pub(super) fn register(connection: &Connection) -> rusqlite::Result<()> {
    connection.create_collation(NO_CASE, compare_without_case)?;
    connection.create_collation(DECIMAL, compare_numbers)
}

/// Compares texts without regard to letter case, as SOQL does: in any script, and `ß` as
/// `ss`. A total order, by code point of the folded text.
fn compare_without_case(a: &str, b: &str) -> Ordering {
    let mut at = 0;
    for (x, y) in a.bytes().zip(b.bytes()) {
        if !x.is_ascii() || !y.is_ascii() {
            break;
        }
        match x.to_ascii_lowercase().cmp(&y.to_ascii_lowercase()) {
            Ordering::Equal => at += 1,
            // What follows cannot be a combining part of an ASCII letter when folding.
            other => return other,
        }
    }
    // Both texts are ASCII up to here, so it is a boundary of characters in both.
    let fold = |text: &str| text[at..].chars().flat_map(fold_char).collect::<String>();
    match (a.len() == at, b.len() == at) {
        (true, true) => Ordering::Equal,
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
        (false, false) => fold(a).cmp(&fold(b)),
    }
}

fn fold_char(c: char) -> impl Iterator<Item = char> {
    // Through upper case, so that `ς` and `σ`, `ß` and `ss` meet.
    c.to_uppercase().flat_map(char::to_lowercase)
}

/// Compares decimal numbers written as text, whatever their size. What is no number comes
/// after all numbers, in order of its bytes.
fn compare_numbers(a: &str, b: &str) -> Ordering {
    match (decimal::parse(a), decimal::parse(b)) {
        (Ok(x), Ok(y)) => x.compare(&y),
        (Ok(_), Err(_)) => Ordering::Less,
        (Err(_), Ok(_)) => Ordering::Greater,
        (Err(_), Err(_)) => a.cmp(b),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn letter_case_does_not_count() {
        for (a, b) in [
            ("Straße", "STRASSE"),
            ("Ärger", "äRGER"),
            ("ΣΑΣ", "σας"),
            ("x", "X"),
        ] {
            assert_eq!(compare_without_case(a, b), Ordering::Equal, "{a} {b}");
        }
        assert_eq!(compare_without_case("a", "B"), Ordering::Less);
        assert_eq!(compare_without_case("ab", "A"), Ordering::Greater);
    }

    proptest! {
        #[test]
        fn nocase_is_the_order_of_folded_texts(a in "[a-cA-CßÄäé ]{0,6}", b in "[a-cA-CßÄäé ]{0,6}") {
            let fold = |text: &str| text.chars().flat_map(fold_char).collect::<String>();
            prop_assert_eq!(compare_without_case(&a, &b), fold(&a).cmp(&fold(&b)));
        }

        #[test]
        fn numbers_compare_as_numbers(
            a in -1_000_000_i64..1_000_000, b in -1_000_000_i64..1_000_000,
            x in 0_u32..4, y in 0_u32..4,
        ) {
            let text = |n: i64, scale: u32| format!("{n}e-{scale}");
            let scaled = |n: i64, scale: u32| n * 10_i64.pow(4 - scale);
            prop_assert_eq!(
                compare_numbers(&text(a, x), &text(b, y)),
                scaled(a, x).cmp(&scaled(b, y))
            );
        }

        #[test]
        fn any_texts_have_an_order(a in any::<String>(), b in any::<String>()) {
            prop_assert_eq!(compare_numbers(&a, &b), compare_numbers(&b, &a).reverse());
            prop_assert_eq!(compare_without_case(&a, &b), compare_without_case(&b, &a).reverse());
        }
    }
}
