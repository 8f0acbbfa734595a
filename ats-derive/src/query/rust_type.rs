//! The Rust types of columns, as source.
//!
//! Expansions name the runtime `__rt` and the generated crate `__org`.

use ats_schema::schema::{Field, FieldType, Flags};
use ats_schema::soql::check::{Column, Type};

/// The type of a column's values, without the `Option`.
pub(super) fn of(value: Type<'_>) -> String {
    match value {
        Type::Field(_, field) => of_field(field),
        Type::Text => "__rt::String".to_owned(),
        Type::Integer => "i64".to_owned(),
        Type::Decimal => "__rt::Number".to_owned(),
        Type::Boolean => "bool".to_owned(),
        Type::Date => "__rt::Date".to_owned(),
        Type::Id => "__rt::Id<__rt::AnyObject>".to_owned(),
        // What the schema does not tell comes as it is.
        _ => "__rt::RawJson".to_owned(),
    }
}

/// What the names of the generated crate's types begin with.
pub(super) const ORG: &str = "__org::";

/// An `Option` of a type, by the one name that the runtime has for that of a text: most of what a
/// query selects is such a text, and the compiler looks at it several times.
pub(super) fn option(ty: &str) -> String {
    match ty.strip_prefix("__rt::text::L") {
        Some(length) => format!("__rt::text::O{length}"),
        None => format!("__rt::Option<{ty}>"),
    }
}

/// The type as people write it, for messages.
pub(super) fn shown(ty: &str) -> String {
    match ty.strip_prefix("__rt::text::L") {
        Some(length) => format!("Text<{length}>"),
        None => ty.replace("__rt::", "").replace(ORG, ""),
    }
}

/// The lengths of texts that the runtime has a name for (`__rt::text::L255`): those that
/// `ats-core/src/rt.rs` lists.
const NAMED_LENGTHS: &[&str] = &[
    "10", "18", "20", "30", "40", "50", "80", "100", "120", "121", "128", "255", "1000", "1300",
    "2000", "4000", "32000", "32768", "131072",
];

/// The type of a field, as the compact schema writes it, with every path from a root that
/// expansions know.
pub(super) fn of_field(field: &Field) -> String {
    let Some(text) = &field.rust_type else {
        return "__rt::RawJson".to_owned();
    };
    let length = text
        .strip_prefix("Text<")
        .and_then(|it| it.strip_suffix('>'));
    if let Some(length) = length.filter(|it| NAMED_LENGTHS.contains(it)) {
        return format!("__rt::text::L{length}");
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text.as_str();
    while let Some(first) = rest.chars().next() {
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':';
        let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(length.max(first.len_utf8()));
        if word == "@" {
            let end = after.find(|c| !is_word(c)).unwrap_or(after.len());
            out.push_str(ORG);
            out.push_str(&after[..end]);
            rest = &after[end..];
            continue;
        }
        if first.is_ascii_uppercase() {
            out.push_str("__rt::");
        }
        out.push_str(word);
        rest = after;
    }
    out
}

/// Whether a null can come.
///
/// What the describe says of Salesforce's own fields holds, and a checkbox is never null. A custom
/// field may have become required after records without it were made, and those are read too: it
/// is not for a query to fail on them.
pub(super) fn is_nullable(column: &Column<'_>) -> bool {
    match column.value {
        _ if column.nullable => true,
        Type::Field(_, field) => {
            field.flags.has(Flags::CUSTOM) && !matches!(field.kind, FieldType::Boolean)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_runtime_names_the_same_lengths() {
        let runtime = include_str!("../../../ats-core/src/rt.rs");
        let (_, list) = runtime.split_once("texts! {").unwrap();
        let (list, _) = list.split_once('}').unwrap();
        let words: Vec<&str> = list.split_whitespace().collect();
        let expected: Vec<String> = (NAMED_LENGTHS.iter())
            .flat_map(|it| [format!("L{it}"), format!("O{it}"), (*it).to_owned()])
            .collect();
        assert_eq!(words, expected);
    }

    #[test]
    fn paths_begin_at_a_root() {
        let of = |text: &str| {
            of_field(&Field {
                rust_type: Some(text.to_owned()),
                ..Field::default()
            })
        };
        assert_eq!(of("Text<80>"), "__rt::text::L80");
        assert_eq!(of("Text<81>"), "__rt::Text<81>");
        assert_eq!(of("Id<@ids::User>"), "__rt::Id<__org::ids::User>");
        assert_eq!(
            of("MultiPicklist<@JobTags>"),
            "__rt::MultiPicklist<__org::JobTags>"
        );
        assert_eq!(of("@JobStatus"), "__org::JobStatus");
        assert_eq!(of("Box<Address>"), "__rt::Box<__rt::Address>");
        assert_eq!(of("bool"), "bool");
    }
}
