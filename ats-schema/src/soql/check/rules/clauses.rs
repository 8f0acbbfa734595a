//! Clauses, subqueries and functions.

use super::{FIELD, Finding, FindingKind, MALFORMED, OPERATOR, TYPE, names, never, refused};
use crate::rules::error_code::ErrorCode;
use crate::schema::Field;
use crate::soql::Span;

/// *Documented*; see [`MAX_CHILDREN`](super::MAX_CHILDREN).
pub(in super::super) fn too_many_children(span: Span) -> Finding {
    let message = "at most 20 subqueries of children are allowed in a query";
    refused(FindingKind::TooManyChildren, MALFORMED, span, message)
        .with_help("query some of the children by themselves")
}

/// *Observed.* "Up to five levels of parent-to-child relationships can be queried" since API
/// version 58.0 (*Understanding Relationship Query Limitations*), one before.
pub(in super::super) fn children_too_deep(levels: usize, span: Span) -> Finding {
    let message = match levels {
        1 => "children have no children of their own before API version 58.0".to_owned(),
        levels => format!("children may be nested {levels} levels deep, not more"),
    };
    refused(FindingKind::ChildrenTooDeep, MALFORMED, span, message)
        .with_help("query these children by themselves")
}

/// *Documented*, with the code: "isn't allowed in most subqueries, so the following query is
/// invalid and returns a `MALFORMED_QUERY` error … A subquery can use OFFSET only if the
/// parent query has a LIMIT 1 clause" (*OFFSET*).
pub(in super::super) fn offset_in_children(span: Span) -> Finding {
    let message = "OFFSET in a subquery needs LIMIT 1 in the query around it";
    refused(FindingKind::OffsetInChildren, MALFORMED, span, message)
        .with_help("add LIMIT 1 to the outer query, or query the children by themselves")
}

/// *Observed.*
pub(in super::super) fn fields_without_limit(group: &str, span: Span) -> Finding {
    let message = format!("FIELDS({group}) needs a LIMIT of at most 200");
    refused(FindingKind::FieldsWithoutLimit, MALFORMED, span, message)
        .with_help("add LIMIT 200, or name the fields")
}

/// *Observed.*
pub(in super::super) fn offset_too_large(span: Span) -> Finding {
    let code = ErrorCode::NumberOutsideValidRange;
    let message = "OFFSET may be 2000 at most";
    refused(FindingKind::OffsetTooLarge, code, span, message)
        .with_help("sort by Id and go on from the last one: WHERE Id > :last ORDER BY Id")
}

/// *Documented*: "You can't use the ORDER BY clause in any SOQL query that uses locking" (*FOR
/// UPDATE*).
pub(in super::super) fn lock_with_order(span: Span) -> Finding {
    let message = "FOR UPDATE is not allowed with ORDER BY";
    refused(FindingKind::LockClause, MALFORMED, span, message)
        .with_help("leave ORDER BY out, and sort what comes back")
}

/// *Documented*: "You cannot use the ALL ROWS keywords with the FOR UPDATE keywords" (*Apex
/// Developer Guide, Querying All Records with a SOQL Statement*).
pub(in super::super) fn lock_with_all_rows(span: Span) -> Finding {
    let message = "FOR UPDATE is not allowed with ALL ROWS";
    refused(FindingKind::LockClause, MALFORMED, span, message)
        .with_help("leave one of them out: a deleted record cannot be changed")
}

/// *Documented* (*USING SCOPE*). That an object may not have every scope is not checked.
pub(in super::super) fn no_such_scope(name: &str, span: Span) -> Finding {
    let message = format!("there is no scope {name}");
    let nearest = crate::names::nearest(name, super::SCOPES);
    let help = match nearest {
        Some(nearest) => format!("did you mean {nearest}?"),
        None => "the scopes most objects have are everything and mine".to_owned(),
    };
    refused(FindingKind::UnknownScope, MALFORMED, span, message).with_help(help)
}

/// Whether `WITH DATA CATEGORY` is for this object: "articles and questions" (*WITH DATA
/// CATEGORY*).
pub(in super::super) fn has_categories(object: &str) -> bool {
    let object = object.to_ascii_lowercase();
    object == "question" || object == "knowledgearticleversion" || object.ends_with("__kav")
}

/// *Documented*; see [`has_categories`].
pub(in super::super) fn no_data_categories(object: &str, span: Span) -> Finding {
    let message = format!("WITH DATA CATEGORY is for articles and questions, not for {object}");
    refused(FindingKind::WithClause, MALFORMED, span, message)
}

/// Whether `WITH UserId = …` is for this object: "UserProfileFeed" (*WITH*, and *Object
/// Reference, UserProfileFeed*).
pub(in super::super) fn has_with_filter(object: &str) -> bool {
    object.eq_ignore_ascii_case("UserProfileFeed")
}

/// *Documented*; see [`has_with_filter`].
pub(in super::super) fn no_with_filter(object: &str, span: Span) -> Finding {
    let message = format!("WITH takes no condition for {object}");
    refused(FindingKind::WithClause, MALFORMED, span, message)
        .with_help("write the condition after WHERE")
}

/// *Observed.*
pub(in super::super) fn semi_join_of_same(object: &str, span: Span) -> Finding {
    let message = format!("the subquery after IN reads {object}, as the query around it does");
    refused(FindingKind::SemiJoinOfSame, MALFORMED, span, message)
        .with_help("query the Ids first and give them as a bind: WHERE Id IN :ids")
}

/// *Observed.* "The left operand must query a single ID (primary key) or reference (foreign
/// key) field" (*Comparison Operators*, Semi-Join and Anti-Join Limitations).
pub(in super::super) fn semi_join_left(what: &str, span: Span) -> Finding {
    let message = format!("only Ids can be IN a subquery, and {what} is none");
    refused(FindingKind::SemiJoinLeft, MALFORMED, span, message)
}

/// *Observed.* "The selected column in the subquery must be a foreign key field" (same page);
/// `Id` is taken, too.
pub(in super::super) fn semi_join_select(what: &str, span: Span) -> Finding {
    let message = format!("a subquery after IN selects an Id or a lookup, and {what} is neither");
    refused(FindingKind::SemiJoinSelect, MALFORMED, span, message)
}

/// *Observed.* "You can't nest" them (same page).
pub(in super::super) fn semi_join_nested(span: Span) -> Finding {
    let message = "a subquery after IN cannot have another one in it";
    refused(FindingKind::SemiJoinNested, MALFORMED, span, message)
        .with_help("query the inner Ids first and give them as a bind")
}

/// *Observed.* "You can't use subqueries with OR" (same page).
pub(in super::super) fn semi_join_with_or(span: Span) -> Finding {
    let message = "a subquery after IN cannot stand beside OR";
    refused(FindingKind::SemiJoinWithOr, MALFORMED, span, message)
        .with_help("query the Ids first and give them as a bind, or make two queries")
}

/// *Observed.* "You can't use the NOT operator as a conjunction with semi-joins and
/// anti-joins" (same page).
pub(in super::super) fn semi_join_with_not(span: Span) -> Finding {
    let message = "a subquery after IN cannot stand after NOT";
    refused(FindingKind::SemiJoinWithNot, MALFORMED, span, message)
        .with_help("write NOT IN instead of IN")
}

/// *Observed*: "Semi join sub-selects are only allowed at the top level WHERE expressions".
pub(in super::super) fn semi_join_in_having(span: Span) -> Finding {
    let message = "HAVING takes no subquery";
    refused(FindingKind::SemiJoinInHaving, MALFORMED, span, message)
        .with_help("move the condition to WHERE")
}

/// *Observed*; see [`MAX_SEMI_JOINS`](super::MAX_SEMI_JOINS).
pub(in super::super) fn too_many_semi_joins(span: Span) -> Finding {
    let message = "at most 2 subqueries after IN are allowed in a query";
    let code = ErrorCode::ExceededMaxSemijoinSubselects;
    refused(FindingKind::TooManySemiJoins, code, span, message)
        .with_help("query the Ids first and give them as a bind")
}

/// *Documented*: `TYPEOF` is for polymorphic relationships (*TYPEOF*).
pub(in super::super) fn typeof_of_one(name: &str, reference: &Field, span: Span) -> Finding {
    let target = names::targets(reference);
    let message =
        format!("TYPEOF needs a relationship to several objects, and {name} is always {target}");
    refused(FindingKind::TypeofOfOne, MALFORMED, span, message)
        .with_help(format!("write {name}. before each field"))
}

/// *Documented*: the objects of `WHEN` are those the relationship can lead to (*TYPEOF*).
pub(in super::super) fn typeof_of_other(object: &str, reference: &Field, span: Span) -> Finding {
    let name = reference.relationship.as_deref().unwrap_or(&reference.name);
    let message = format!(
        "{name} is never {object}: it is {}",
        names::targets(reference)
    );
    let nearest = crate::names::nearest(object, reference.targets.iter().map(String::as_str));
    refused(FindingKind::TypeofOfOther, TYPE, span, message)
        .with_some_help(nearest.map(|nearest| format!("did you mean {nearest}?")))
}

/// *Documented*: each function's page says what it takes.
pub(in super::super) fn wrong_argument(
    function: &str,
    takes: &str,
    found: &str,
    span: Span,
) -> Finding {
    let message = format!("{function} takes {takes}, not {found}");
    refused(FindingKind::WrongArgument, MALFORMED, span, message)
}

/// *Documented*: "the DISTANCE function supports only the logical operators > and <"
/// (*Location-Based SOQL Queries*).
pub(in super::super) fn distance_operator(span: Span) -> Finding {
    let message = "DISTANCE is compared with < or > only";
    refused(FindingKind::DistanceOperator, MALFORMED, span, message)
}

/// *Observed.* Also for objects of the describe's `filterable: false`, and compound fields.
pub(in super::super) fn not_filterable(described: &str, field: &Field, span: Span) -> Finding {
    let message = format!("{described} cannot stand in WHERE");
    let help = match field.kind.as_str() {
        "textarea" => "long texts cannot be searched by SOQL; use SOSL, or filter what comes back",
        "address" => "filter by its parts, such as city and country",
        "location" => "write DISTANCE(field, GEOLOCATION(latitude, longitude), 'km') < 10",
        _ => "the org's describe does not let it be filtered by",
    };
    refused(FindingKind::NotFilterable, FIELD, span, message).with_help(help)
}

/// *Observed*; the code is another than that of [`not_filterable`].
pub(in super::super) fn not_sortable(described: &str, field: &Field, span: Span) -> Finding {
    let message = format!("{described} cannot stand in ORDER BY");
    let help = match field.kind.as_str() {
        "address" => "sort by its parts, such as country and city",
        "location" => "sort by DISTANCE(field, GEOLOCATION(latitude, longitude), 'km')",
        "multipicklist" => "several choices have no order",
        _ => "the org's describe does not let it be sorted by; sort what comes back",
    };
    refused(FindingKind::NotSortable, MALFORMED, span, message).with_help(help)
}

/// *Observed*, for Ids and multi-select picklists; the other types follow them (*Comparison
/// Operators*: "LIKE is supported for string fields only"; *Querying Multi-Select
/// Picklists*).
pub(in super::super) fn invalid_operator(
    described: &str,
    is: &str,
    operator: &str,
    help: &'static str,
    span: Span,
) -> Finding {
    let message = format!("{described} is {is}, which {operator} does not suit");
    refused(FindingKind::InvalidOperator, OPERATOR, span, message).with_help(help)
}

/// Nothing is less, more or like no value (*Null Values in WHERE* knows `=` and `!=` only).
pub(in super::super) fn order_of_null(operator: &str, span: Span) -> Finding {
    let message = format!("nothing is {operator} null");
    never(FindingKind::NeverNull, span, message).with_help("write = null or != null")
}

/// A check box that was never ticked is false.
pub(in super::super) fn null_check_box(described: &str, span: Span) -> Finding {
    let message = format!("{described} is a check box, which is never null");
    never(FindingKind::NeverNull, span, message).with_help("write = false")
}
