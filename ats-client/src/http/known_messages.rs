//! The values that known messages of Salesforce repeat, whatever was sent.
//!
//! Sources: SOAP API Developer Guide, “Core Data Types Used in API Calls” (status codes); the guide's
//! samples; the messages that orgs are known to answer with.

use ats_core::record::Table;
use ats_schema::rules::error_code::ErrorCode;

use super::sent_values::is_name;
use crate::error::{HIDDEN, is_id};

/// Where a value stands in a message: between these words.
struct Pattern {
    before: &'static str,
    /// Empty if the value reaches to the end of the message.
    after: &'static str,
    /// True for a token of a query, which may also be a word of SOQL or the name of a field. Only errors
    /// of queries are compared with these.
    token: bool,
}

const fn pattern(before: &'static str, after: &'static str) -> Pattern {
    Pattern {
        before,
        after,
        token: false,
    }
}

const fn token(before: &'static str, after: &'static str) -> Pattern {
    Pattern {
        before,
        after,
        token: true,
    }
}

/// Words in lower case, as messages are compared.
const PATTERNS: &[Pattern] = &[
    pattern("data value too large: ", " (max length="),
    pattern("invalid email address: ", ""),
    pattern("picklist field: ", ""),
    pattern("value not of required type: ", ""),
    pattern("on numeric field: ", ""),
    pattern("id value of incorrect type: ", ""),
    pattern("malformed id ", ""),
    pattern("invalid id field: ", ""),
    pattern("invalid date: ", ""),
    pattern("invalid datetime: ", ""),
    pattern("from value_string value ", " or request may be missing"),
    pattern("from value_number value ", " or request may be missing"),
    pattern("from value_number_int value ", " or request may be missing"),
    pattern(
        "from value_number_float value ",
        " or request may be missing",
    ),
    pattern("'", "' is not a valid value for the type"),
    pattern("unrecognized token '", "'"),
    pattern("your attempt to delete ", " could not be completed"),
    pattern("associated with the following ", ""),
    token("unexpected token: ", ""),
    token("unexpected char: ", ""),
    token("mismatched input ", " expecting "),
    token("mismatched character ", " expecting "),
    token("no viable alternative at input ", ""),
    token("no viable alternative at character ", ""),
    token(", found ", ""),
];

/// Returns a message without the values that it is known to repeat. `table` is that of the object, whose
/// names stay.
///
/// A refused query is repeated in front of the place: `\nFROM Contact WHERE …\n  ^\nERROR at Row:1`.
/// That part may begin within a literal, so nothing of it is kept.
pub(super) fn without_values(code: &ErrorCode, message: &str, table: Option<&Table>) -> String {
    // The message of a validation rule is the org's own text. It may begin as one of Salesforce does:
    // “Invalid date: must be after the start date”.
    if *code == ErrorCode::FieldCustomValidationException {
        return message.to_owned();
    }
    let place = message.find("ERROR at Row:");
    let query =
        place.is_some() || matches!(code, ErrorCode::MalformedQuery | ErrorCode::MalformedSearch);
    let hidden = |text: &str| {
        let text = text.trim();
        match known(text, query, table) {
            Some(hidden) => hidden,
            None if repeats_its_value(code) => unknown(text),
            None => text.to_owned(),
        }
    };
    let Some(place) = place else {
        return hidden(message);
    };
    match message[place..].split_once('\n') {
        Some((place, reason)) => format!("{}: {}", hidden(place), hidden(reason)),
        None => hidden(&message[place..]),
    }
}

/// Hides the values of all patterns that a message fits; `None` if it fits none.
fn known(message: &str, query: bool, table: Option<&Table>) -> Option<String> {
    let mut shown = None;
    for pattern in PATTERNS.iter().filter(|pattern| query || !pattern.token) {
        let text = shown.as_deref().unwrap_or(message);
        if let Some(hidden) = pattern.hide(text, table) {
            shown = Some(hidden);
        }
    }
    shown
}

impl Pattern {
    fn hide(&self, text: &str, table: Option<&Table>) -> Option<String> {
        // Of the same length in bytes, so that places fit both.
        let lower = text.to_ascii_lowercase();
        let start = lower.find(self.before)? + self.before.len();
        let end = match self.after {
            "" => text.len(),
            // The value may hold the words after it.
            after => start + lower[start..].rfind(after)?,
        };
        let value = text[start..end].trim().trim_end_matches('.');
        let kept = if self.token {
            is_soql(value, table)
        } else {
            is_id(value)
        };
        if kept {
            return Some(text.to_owned());
        }
        let (before, after) = (&text[..start], &text[end..]);
        Some(format!("{before}{HIDDEN}{after}"))
    }
}

/// Returns true if the message of a code repeats the value, in whatever language it is.
const fn repeats_its_value(code: &ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::StringTooLong
            | ErrorCode::InvalidEmailAddress
            | ErrorCode::InvalidOrNullForRestrictedPicklist
            | ErrorCode::InvalidTypeOnFieldInRecord
            | ErrorCode::NumberOutsideValidRange
    )
}

/// Hides the value of a message in another language: `label: rule: value (maximum length=40)`.
fn unknown(line: &str) -> String {
    let parts: Vec<_> = line.splitn(3, ": ").collect();
    let (kept, value) = match parts.as_slice() {
        [label, rule, value] => (format!("{label}: {rule}"), *value),
        [rule, value] => ((*rule).to_owned(), *value),
        _ => return line.to_owned(),
    };
    format!("{kept}: {HIDDEN}{}", limit(value))
}

/// Returns the limit at the end of a message, such as ` (max length=40)`; empty if there is none.
fn limit(message: &str) -> &str {
    let limit = message.rfind(" (").map(|place| &message[place..]);
    let is_limit = |limit: &&str| {
        let number = limit.trim_end_matches(')').rsplit('=').next();
        limit.contains('=') && number.is_some_and(|number| number.trim().parse::<u32>().is_ok())
    };
    limit.filter(is_limit).unwrap_or_default()
}

/// Divides a message in two: the part that may repeat what was sent, and the limit of the field, which
/// stays even if the same number was sent.
pub(super) fn split_limit<'a>(code: &ErrorCode, message: &'a str) -> (&'a str, &'a str) {
    let limit = match code {
        ErrorCode::StringTooLong => limit(message),
        _ => "",
    };
    message.split_at(message.len() - limit.len())
}

/// Returns true if a token of a query is a word of the language, punctuation or the name of a field, not a
/// part of a value.
fn is_soql(token: &str, table: Option<&Table>) -> bool {
    const WORDS: &[&str] = &[
        "<eof>",
        "all",
        "and",
        "asc",
        "by",
        "count",
        "cube",
        "data",
        "desc",
        "else",
        "end",
        "excludes",
        "false",
        "first",
        "for",
        "from",
        "group",
        "having",
        "in",
        "includes",
        "last",
        "like",
        "limit",
        "not",
        "null",
        "nulls",
        "offset",
        "or",
        "order",
        "reference",
        "rollup",
        "rows",
        "scope",
        "select",
        "then",
        "tracking",
        "true",
        "typeof",
        "update",
        "using",
        "view",
        "viewstat",
        "when",
        "where",
        "with",
    ];
    let token = token.trim_matches(['\'', '"', '`']).to_ascii_lowercase();
    // Names of fields and objects that are not standard hold two underscores.
    let is_custom = token.contains("__")
        && token
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'_');
    WORDS.contains(&&*token)
        || is_custom
        || table.is_some_and(|table| is_name(table, &token))
        || token.chars().count() <= 2 && token.bytes().all(|b| b.is_ascii_punctuation())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(code: &str, message: &str) -> String {
        without_values(&ErrorCode::from(code), message, None)
    }

    #[test]
    fn the_value_goes_and_the_rule_stays() {
        for (code, message, expected) in [
            (
                "STRING_TOO_LONG",
                "First Name: data value too large: Ada (max length=5) Lovelace (max length=40)",
                "First Name: data value too large: … (max length=40)",
            ),
            (
                "STRING_TOO_LONG",
                "First Name: data value too large: a\nb (max length=40)",
                "First Name: data value too large: … (max length=40)",
            ),
            (
                "STRING_TOO_LONG",
                "Vorname: Datenwert zu groß: Ada: Lovelace (maximale Länge=40)",
                "Vorname: Datenwert zu groß: … (maximale Länge=40)",
            ),
            (
                "INVALID_EMAIL_ADDRESS",
                "Email: invalid email address: ada at example.com",
                "Email: invalid email address: …",
            ),
            (
                "INVALID_EMAIL_ADDRESS",
                "Adresse e-mail non valide : ada",
                "Adresse e-mail non valide : …",
            ),
            (
                "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
                "Status: bad value for restricted picklist field: Frozen",
                "Status: bad value for restricted picklist field: …",
            ),
            (
                "NUMBER_OUTSIDE_VALID_RANGE",
                "Salary: value outside of valid range on numeric field: 123456789012",
                "Salary: value outside of valid range on numeric field: …",
            ),
            (
                "JSON_PARSER_ERROR",
                "Cannot deserialize instance of date from VALUE_STRING value 10 Dec 1815 or request may be missing \
                 a required field at [line:1, column:30]",
                "Cannot deserialize instance of date from VALUE_STRING value … or request may be missing a \
                 required field at [line:1, column:30]",
            ),
            (
                "INVALID_FIELD",
                "'10 Dec 1815' is not a valid value for the type xsd:date",
                "'…' is not a valid value for the type xsd:date",
            ),
            (
                "MALFORMED_ID",
                "Account ID: id value of incorrect type: 003Em00000cqRQ3IAM",
                "Account ID: id value of incorrect type: 003Em00000cqRQ3IAM",
            ),
            (
                "MALFORMED_ID",
                "Account ID: id value of incorrect type: Analytical Engines",
                "Account ID: id value of incorrect type: …",
            ),
            (
                "DUPLICATE_VALUE",
                "duplicate value found: Key__c duplicates value on record with id: a0MEm000004fFnB",
                "duplicate value found: Key__c duplicates value on record with id: a0MEm000004fFnB",
            ),
            (
                "DELETE_FAILED",
                "Your attempt to delete Ada Lovelace could not be completed because it is associated with the following \
                 jobs.: Engineer, Countess",
                "Your attempt to delete … could not be completed because it is associated with the following …",
            ),
            (
                "REQUIRED_FIELD_MISSING",
                "Required fields are missing: [LastName]",
                "Required fields are missing: [LastName]",
            ),
        ] {
            assert_eq!(shown(code, message), expected);
        }
    }

    #[test]
    fn the_message_of_a_validation_rule_stays() {
        for message in [
            "Invalid date: must be after the start date",
            "Expected 3 approvals, found 2",
            "Salary: unexpected token: ask the team",
        ] {
            assert_eq!(shown("FIELD_CUSTOM_VALIDATION_EXCEPTION", message), message);
        }
        // A trigger may say it too.
        for code in ["CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "UNKNOWN_EXCEPTION"] {
            let message = "Expected 3 approvals, found 2";
            assert_eq!(shown(code, message), message);
        }
        assert_eq!(
            shown("INVALID_FIELD", "Invalid date: 10 Dec 1815"),
            "Invalid date: …"
        );
        assert_eq!(
            shown("MALFORMED_SEARCH", "expecting a brace, found 'Ada'"),
            "expecting a brace, found …"
        );
        assert_eq!(
            shown(
                "INVALID_FIELD",
                "ERROR at Row:1:Column:2\nunexpected token: 'Ada'"
            ),
            "ERROR at Row:1:Column:2: unexpected token: …"
        );
    }

    #[test]
    fn the_names_of_the_object_stay_in_a_refused_query() {
        use ats_core::record::SObject as _;
        for (token, table, expected) in [
            (
                "'LastName'",
                Some(ats_generated::Contact::TABLE),
                "'LastName'",
            ),
            (
                "'lastname'",
                Some(ats_generated::Contact::TABLE),
                "'lastname'",
            ),
            (
                "'Contact'",
                Some(ats_generated::Contact::TABLE),
                "'Contact'",
            ),
            ("'Lovelace'", Some(ats_generated::Contact::TABLE), "…"),
            ("'LastName'", None, "…"),
        ] {
            let message = format!("unexpected token: {token}");
            assert_eq!(
                without_values(&ErrorCode::MalformedQuery, &message, table),
                format!("unexpected token: {expected}")
            );
        }
    }

    #[test]
    fn a_refused_query_is_not_repeated() {
        let place = "\nvelace' AND Email = 'ada@example.com'\n       ^\nERROR at Row:1:Column:8\n";
        for (message, expected) in [
            (
                "No such column 'Naame' on entity 'Contact'. If you are",
                "No such column 'Naame' on entity 'Contact'. If you are",
            ),
            ("unexpected token: 'Brien'", "unexpected token: …"),
            ("unexpected token: 'Brien\nLovelace'", "unexpected token: …"),
            ("unexpected token: 'FORM'", "unexpected token: …"),
            ("unexpected token: 'FROM'", "unexpected token: 'FROM'"),
            (
                "unexpected token: 'bpats__Job__c'",
                "unexpected token: 'bpats__Job__c'",
            ),
            ("unexpected token: ')'", "unexpected token: ')'"),
            ("unexpected token: <EOF>", "unexpected token: <EOF>"),
            (
                "expecting a right parentheses, found 'Ada'",
                "expecting a right parentheses, found …",
            ),
            (
                "mismatched input 'Ada' expecting RPAREN",
                "mismatched input … expecting RPAREN",
            ),
        ] {
            assert_eq!(
                shown("MALFORMED_QUERY", &format!("{place}{message}")),
                format!("ERROR at Row:1:Column:8: {expected}")
            );
        }
    }

    proptest! {
        #[test]
        fn no_value_of_a_known_message_stays(value in "[A-Z]{4}[ -~]{0,20}[A-Z]{4}", other in "[\\PC\n]{0,80}") {
            let value = format!("Ünïcöde {value}");
            for (code, before, after) in [
                ("STRING_TOO_LONG", "First Name: data value too large: ", " (max length=40)"),
                ("STRING_TOO_LONG", "Vorname: Datenwert zu groß: ", " (maximale Länge=40)"),
                ("INVALID_EMAIL_ADDRESS", "Email: invalid email address: ", ""),
                ("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", "A: bad value for restricted picklist field: ", ""),
                ("MALFORMED_QUERY", "ERROR at Row:1:Column:2\nunexpected token: ", ""),
            ] {
                let shown = shown(code, &format!("{before}{value}{after}"));
                prop_assert!(!shown.contains("Ünïcöde"), "{}", shown);
                prop_assert!(shown.ends_with(&format!("…{after}")), "{}", shown);
            }
            // Whatever the message is.
            let _ = shown("STRING_TOO_LONG", &other);
            let _ = shown("MALFORMED_QUERY", &other);
        }
    }
}
