//! What fields, objects and queries allow.

use super::rule::Rule;
use super::{Finding, Span};
use crate::rules::soql_limits::MAX_QUERY_LENGTH;
use crate::schema::{Field, Flags, ValueKind};

/// Checks the length of a query, which is refused before it is read.
#[must_use]
pub fn check_length(source: &str) -> Option<Finding> {
    // Bytes are at least as many as characters.
    if source.len() <= MAX_QUERY_LENGTH {
        return None;
    }
    let length = source.chars().count();
    (length > MAX_QUERY_LENGTH).then(|| Finding::new(Rule::TooLong { length }, Span::NONE))
}

/// Returns whether `WHERE` takes the field: the describe, and "you can't use compound fields in
/// a WHERE clause" but through `DISTANCE` (*Object Reference, Compound Field Considerations
/// and Limitations*), although their describes say that they can be filtered.
pub(super) fn is_filterable(field: &Field) -> bool {
    field.flags.has(Flags::FILTER) && !is_whole(field)
}

/// Returns whether `ORDER BY` takes the field.
pub(super) fn is_sortable(field: &Field) -> bool {
    field.flags.has(Flags::SORT) && !is_whole(field)
}

/// Returns whether `GROUP BY` takes the field.
pub(super) fn is_groupable(field: &Field) -> bool {
    field.flags.has(Flags::GROUP) && !is_whole(field)
}

fn is_whole(field: &Field) -> bool {
    matches!(
        ValueKind::of(&field.kind),
        ValueKind::Compound | ValueKind::Blob
    )
}

/// Returns whether `WITH DATA CATEGORY` is for this object: "articles and questions" (*WITH
/// DATA CATEGORY*).
pub(super) fn has_categories(object: &str) -> bool {
    let object = object.to_ascii_lowercase();
    object == "question" || object == "knowledgearticleversion" || object.ends_with("__kav")
}

/// Returns whether `WITH UserId = …` is for this object: "UserProfileFeed" (*WITH*, and
/// *Object Reference, UserProfileFeed*).
pub(super) fn has_with_filter(object: &str) -> bool {
    object.eq_ignore_ascii_case("UserProfileFeed")
}
