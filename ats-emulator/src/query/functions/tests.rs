//! The functions without a database.

use ats_schema::rules::literal::parse_like;
use proptest::prelude::*;
use rusqlite::types::Value;

use super::*;

fn matches(text: &str, pattern: &str) -> bool {
    let parts = parse_like(pattern).unwrap();
    is_like(text, &decode_pattern(&encode_pattern(&parts), false), false)
}

#[test]
fn patterns() {
    for (text, pattern, expected) in [
        ("Middleton", "mid%", true),
        ("Middleton", "%TON", true),
        ("Middleton", "%ddl%", true),
        ("Middleton", "middleton", true),
        ("Middleton", "middle", false),
        ("Miller", "M_ller", true),
        ("Mller", "M_ller", false),
        ("Müller", "m_LLER", true),
        ("MÜLLER", "mü%", true),
        ("100%", r"100\%", true),
        ("1000", r"100\%", false),
        ("a_b", r"a\_b", true),
        ("axb", r"a\_b", false),
        (r"a\b", r"a\\b", true),
        ("aXbXc", "%x%x%", true),
        ("aXb", "%x%x%", false),
        ("", "%", true),
        ("", "_", false),
        ("anything", "%%", true),
        ("ΣΊΣΥΦΟΣ", "σίσυφος", true),
    ] {
        assert_eq!(matches(text, pattern), expected, "{text} LIKE {pattern}");
    }
}

#[test]
fn letter_case_counts_where_it_must() {
    let wanted = decode_pattern("A%", true);
    assert!(is_like("Ab", &wanted, true));
    assert!(!is_like("ab", &wanted, true));
}

proptest! {
    /// Any text is like itself, escaped, with anything around it.
    #[test]
    fn a_text_is_like_itself(text in any::<String>(), before in any::<String>()) {
        let parts = [LikePart::Many, LikePart::Text(text.clone())];
        let wanted = decode_pattern(&encode_pattern(&parts), true);
        let whole = [before, text].concat();
        prop_assert!(is_like(&whole, &wanted, true));
    }

    /// Against a plain recursive definition.
    #[test]
    fn agrees_with_the_definition(text in "[ab]{0,8}", pattern in "[ab%_]{0,6}") {
        fn definition(text: &[u8], pattern: &[u8]) -> bool {
            match pattern.split_first() {
                None => text.is_empty(),
                Some((b'%', rest)) => (0..=text.len()).any(|at| definition(&text[at..], rest)),
                Some((b'_', rest)) => !text.is_empty() && definition(&text[1..], rest),
                Some((c, rest)) => text.first() == Some(c) && definition(&text[1..], rest),
            }
        }
        let expected = definition(text.as_bytes(), pattern.as_bytes());
        prop_assert_eq!(matches(&text, &pattern), expected);
    }
}

#[test]
fn parts_of_dates() {
    let moment = "2025-05-14T15:45:00.000+0000";
    for (part, expected) in [
        (Function::CalendarMonth, 5),
        (Function::CalendarQuarter, 2),
        (Function::CalendarYear, 2025),
        (Function::DayInMonth, 14),
        (Function::DayInWeek, 4),
        (Function::DayInYear, 134),
        (Function::FiscalMonth, 5),
        (Function::FiscalQuarter, 2),
        (Function::FiscalYear, 2025),
        (Function::HourInDay, 15),
        (Function::WeekInMonth, 2),
        (Function::WeekInYear, 20),
    ] {
        assert_eq!(
            date_part(part, moment),
            Some(Value::Integer(expected)),
            "{part}"
        );
    }
    assert_eq!(
        date_part(Function::DayOnly, moment),
        Some(Value::Text("2025-05-14".to_owned()))
    );
    assert_eq!(date_part(Function::CalendarYear, "no date"), None);
    assert_eq!(date_part(Function::HourInDay, "2025-05-14"), None);
}

#[test]
fn every_date_function_has_a_name_of_its_own() {
    let names: std::collections::HashSet<_> = Function::ALL
        .iter()
        .filter(|part| part.is_date())
        .map(|&part| date_part_name(part))
        .collect();
    assert_eq!(names.len(), 13);
}

#[test]
fn distances() {
    let connection = Connection::open_in_memory().unwrap();
    ensure(&connection).unwrap();
    ensure(&connection).unwrap();
    let distance = |radius: f64| -> f64 {
        // San Francisco to New York.
        connection
            .query_row(
                "SELECT sf_distance('37.775', '-122.418', 40.7128, -74.006, ?1)",
                [radius],
                |row| row.get(0),
            )
            .unwrap()
    };
    assert!((distance(EARTH_KILOMETERS) - 4129.0).abs() < 5.0);
    assert!((distance(EARTH_MILES) - 2566.0).abs() < 5.0);
}
