//! What fields, objects and queries allow.

use super::rule::Rule;
use super::{Finding, Span};
use crate::rules::soql_limits::MAX_QUERY_LENGTH;
use crate::schema::{Field, Flags, ValueKind};
use crate::soql::ast::{Condition, Name, Operand};

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

/// The objects that a semi-join cannot read (*Comparison Operators*, Semi-Join and Anti-Join
/// Limitations), among them all objects of tags.
const NOT_IN_SEMI_JOINS: [&str; 20] = [
    "AccountTag",
    "ActivityHistory",
    "AssetTag",
    "Attachment",
    "CampaignTag",
    "CaseTag",
    "ContactTag",
    "ContractTag",
    "DocumentTag",
    "Event",
    "EventAttendee",
    "EventTag",
    "LeadTag",
    "Note",
    "NoteTag",
    "OpenActivity",
    "OpportunityTag",
    "SolutionTag",
    "Task",
    "TaskTag",
];

/// Returns whether a semi-join can read the object.
pub(super) fn is_in_semi_joins(object: &str) -> bool {
    let mut known = NOT_IN_SEMI_JOINS.iter();
    !known.any(|known| known.eq_ignore_ascii_case(object)) && !object.ends_with("__Tag")
}

/// Returns whether `WITH DATA CATEGORY` is for this object: "articles and questions" (*WITH
/// DATA CATEGORY*).
pub(super) fn has_categories(object: &str) -> bool {
    let object = object.to_ascii_lowercase();
    object == "question" || object == "knowledgearticleversion" || object.ends_with("__kav")
}

/// Returns whether a condition says which articles are meant: `WITH DATA CATEGORY` needs a
/// filter on `PublishStatus` or `Id` (*WITH DATA CATEGORY*).
pub(super) fn names_articles(condition: &Condition) -> bool {
    let left = match condition {
        Condition::And(junction) | Condition::Or(junction) => {
            return junction.conditions.iter().any(names_articles);
        }
        Condition::Not(negation) => return names_articles(&negation.condition),
        Condition::Comparison(comparison) => &comparison.left,
        Condition::Membership(membership) => &membership.left,
    };
    let is = |name: &Name| name.is("PublishStatus") || name.is("Id");
    matches!(left, Operand::Field(path) if path.last().is_some_and(is))
}

/// Returns whether `WITH UserId = …` is for this object: "UserProfileFeed" (*WITH*, and
/// *Object Reference, UserProfileFeed*).
pub(super) fn has_with_filter(object: &str) -> bool {
    object.eq_ignore_ascii_case("UserProfileFeed")
}
