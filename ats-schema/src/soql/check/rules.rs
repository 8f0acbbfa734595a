//! Every rule a query can break: its words, what Salesforce answers, where it is documented.
//!
//! A rule says *observed* where the error code is from answers of orgs that people have
//! published, and *documented* where only a page forbids it; then `MALFORMED_QUERY`, the
//! code of all such answers that are known, is assumed. Pages are those of the *SOQL and
//! SOSL Reference* unless they say otherwise.

mod clauses;
mod groups;
mod names;
mod values;

use super::finding::{Class, Finding, FindingKind};
use crate::rules::error_code::ErrorCode;
use crate::schema::{Field, Flags};
use crate::soql::Span;

pub(super) use self::clauses::*;
pub(super) use self::groups::*;
pub(super) use self::names::*;
pub(super) use self::values::*;

/// "No more than 55 child-to-parent relationships can be specified in a query"
/// (*Understanding Relationship Query Limitations*).
pub(super) const MAX_PARENTS: usize = 55;
/// "In each specified relationship, no more than five levels can be specified in a
/// child-to-parent relationship" (same page).
pub(super) const MAX_PARENT_LEVELS: usize = 5;
/// "No more than 20 parent-to-child relationships can be specified in a query" (same page).
pub(super) const MAX_CHILDREN: usize = 20;
/// "The maximum offset is 2,000 rows" (*OFFSET*).
pub(super) const MAX_OFFSET: u64 = 2000;
/// The most records `FIELDS(ALL)` and `FIELDS(CUSTOM)` give (*FIELDS()*).
pub(super) const MAX_FIELDS_LIMIT: u64 = 200;
/// "You can use at most two subqueries in a single semi-join or anti-join query"
/// (*Comparison Operators*).
pub(super) const MAX_SEMI_JOINS: usize = 2;
/// "You can't use more than three fields in a GROUP BY ROLLUP statement" (*GROUP BY
/// ROLLUP*; *GROUP BY CUBE* says the same).
pub(super) const MAX_TOTALS: usize = 3;
/// "SOQL statements cannot exceed 100,000 characters" (*SOQL and SOSL Limits for Search
/// Queries*).
const MAX_LENGTH: usize = 100_000;

/// The scopes there are (*USING SCOPE*, and `scopingRule` in *Scoping Rules*).
pub(super) const SCOPES: [&str; 10] = [
    "delegated",
    "everything",
    "mine",
    "mine_and_my_groups",
    "my_territory",
    "my_team_territory",
    "queue_owned",
    "scopingRule",
    "team",
    "user_owned",
];

/// What a value is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Picklist,
    MultiPicklist,
    Id,
    Boolean,
    Int,
    Decimal,
    Date,
    DateTime,
    Time,
    Blob,
    Compound,
    /// Not known, or of any type: nothing is refused.
    Any,
}

impl Kind {
    pub(super) const fn is_number(self) -> bool {
        matches!(self, Self::Int | Self::Decimal | Self::Any)
    }

    /// The kind of value, in words.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::Picklist => "a picklist",
            Self::MultiPicklist => "a multi-select picklist",
            Self::Id => "an Id",
            Self::Boolean => "a check box",
            Self::Int => "a whole number",
            Self::Decimal => "a number",
            Self::Date => "a date",
            Self::DateTime => "a date with a time",
            Self::Time => "a time",
            Self::Blob => "a file",
            Self::Compound => "a compound field",
            Self::Any => "a value",
        }
    }
}

/// Whether `WHERE` takes the field: the describe, and "you can't use compound fields in a
/// WHERE clause" but through `DISTANCE` (*Object Reference, Compound Field Considerations
/// and Limitations*), although their describes say that they can be filtered.
pub(super) fn is_filterable(field: &Field) -> bool {
    field.flags.has(Flags::FILTER) && !is_whole(field)
}

/// Whether `ORDER BY` takes the field.
pub(super) fn is_sortable(field: &Field) -> bool {
    field.flags.has(Flags::SORT) && !is_whole(field)
}

/// Whether `GROUP BY` takes the field.
pub(super) fn is_groupable(field: &Field) -> bool {
    field.flags.has(Flags::GROUP) && !is_whole(field)
}

fn is_whole(field: &Field) -> bool {
    matches!(Kind::of(&field.kind), Kind::Compound | Kind::Blob)
}

/// *Documented*; see [`MAX_LENGTH`].
pub(super) fn too_long(source: &str) -> Option<Finding> {
    // Bytes are at least as many as characters.
    if source.len() <= MAX_LENGTH {
        return None;
    }
    let length = source.chars().count();
    let message = format!("the query has {length} characters, and at most 100,000 may be sent");
    (length > MAX_LENGTH).then(|| {
        refused(FindingKind::TooLong, MALFORMED, Span::NONE, message)
            .with_help("make several queries of it, or move a long IN list to a bind")
    })
}

const MALFORMED: ErrorCode = ErrorCode::MalformedQuery;
const FIELD: ErrorCode = ErrorCode::InvalidField;
const TYPE: ErrorCode = ErrorCode::InvalidType;
const OPERATOR: ErrorCode = ErrorCode::InvalidQueryFilterOperator;

fn refused(kind: FindingKind, code: ErrorCode, span: Span, message: impl Into<String>) -> Finding {
    Finding::new(kind, Class::OrgRefuses(code), span, message)
}

fn never(kind: FindingKind, span: Span, message: impl Into<String>) -> Finding {
    Finding::new(kind, Class::NeverMatches, span, message)
}
