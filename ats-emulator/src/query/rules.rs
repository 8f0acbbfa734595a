//! Every rule a query can break: its code, its message, where it is documented.
//!
//! Messages marked *posted* are Salesforce's own, as people quote the answers of orgs; no
//! guide lists them. Those marked *ours* say in our words what a guide forbids, because the
//! answer is not known.

use ats_schema::soql::ast::{Name, Span};

use super::plan::Kind;
use super::refusal::Refusal;
use crate::org::Field;
use crate::shortened::Shortened;

/// "SOQL statements cannot exceed 100,000 characters" (*SOQL and SOSL Reference, SOQL and
/// SOSL Limits for Search Queries*).
pub(super) const MAX_LENGTH: usize = 100_000;
/// "No more than 20 parent-to-child relationships can be specified in a query"
/// (*Understanding Relationship Query Limitations*).
pub(super) const MAX_CHILDREN: usize = 20;
/// "No more than 55 child-to-parent relationships can be specified in a query" (same page).
pub(super) const MAX_PARENTS: usize = 55;
/// "In each specified relationship, no more than five levels can be specified in a
/// child-to-parent relationship" (same page).
pub(super) const MAX_PARENT_LEVELS: usize = 5;
/// "The maximum offset is 2,000 rows" (*OFFSET*).
pub(super) const MAX_OFFSET: u64 = 2000;
/// The most records `FIELDS(ALL)` and `FIELDS(CUSTOM)` give (*FIELDS()*).
pub(super) const MAX_FIELDS_LIMIT: u64 = 200;
/// "You can use at most two subqueries in a single semi-join or anti-join query"
/// (*Comparison Operators*).
pub(super) const MAX_SEMI_JOINS: usize = 2;

/// The longest alias, in characters: a limit of this emulator, since an alias is repeated in
/// every row of the answer.
const MAX_ALIAS: usize = 255;

const MALFORMED: &str = "MALFORMED_QUERY";
const FIELD: &str = "INVALID_FIELD";
const TYPE: &str = "INVALID_TYPE";
const OPERATOR: &str = "INVALID_QUERY_FILTER_OPERATOR";

const WSDL: &str = "Please reference your WSDL or the describe call for the appropriate names.";

/// *Ours* in words; the code is that of other limits of the query's text.
pub(super) fn check_length(soql: &str) -> Result<(), Refusal> {
    // Bytes are at least as many as characters.
    if soql.len() <= MAX_LENGTH || soql.chars().count() <= MAX_LENGTH {
        return Ok(());
    }
    let message = "SOQL statements cannot be longer than 100000 characters.";
    Err(Refusal::new(MALFORMED, message))
}

/// *Posted.* Also for an object the user may not see: Salesforce does not tell them apart.
pub(super) fn no_such_object(name: &str, span: Span) -> Refusal {
    let name = Shortened(name);
    let message = format!(
        "sObject type '{name}' is not supported. If you are attempting to use a custom object, \
         be sure to append the '__c' after the entity name. {WSDL}"
    );
    Refusal::new(TYPE, message).at(span)
}

/// *Posted*, for objects whose `queryable` is false.
pub(super) fn not_queryable(name: &str, span: Span) -> Refusal {
    let message = format!("entity type {name} does not support query");
    Refusal::new("INVALID_TYPE_FOR_OPERATION", message).at(span)
}

/// *Posted.* Also for a field the user may not see.
pub(super) fn no_such_column(name: &str, object: &str, span: Span) -> Refusal {
    let name = Shortened(name);
    let message = format!(
        "No such column '{name}' on entity '{object}'. If you are attempting to use a custom \
         field, be sure to append the '__c' after the custom field name. {WSDL}"
    );
    Refusal::new(FIELD, message).at(span)
}

/// *Posted.*
pub(super) fn no_such_parent(name: &str, span: Span) -> Refusal {
    let name = Shortened(name);
    let message = format!(
        "Didn't understand relationship '{name}' in field path. If you are attempting to use a \
         custom relationship, be sure to append the '__r' after the custom relationship name. \
         {WSDL}"
    );
    Refusal::new(FIELD, message).at(span)
}

/// *Posted.*
pub(super) fn no_such_children(name: &str, span: Span) -> Refusal {
    let name = Shortened(name);
    let message = format!(
        "Didn't understand relationship '{name}' in FROM part of query call. If you are \
         attempting to use a custom relationship, be sure to append the '__r' after the custom \
         relationship name. {WSDL}"
    );
    Refusal::new(TYPE, message).at(span)
}

/// *Ours*; see [`MAX_PARENT_LEVELS`].
pub(super) fn too_many_levels(span: Span) -> Refusal {
    let message = "No more than 5 levels of child-to-parent relationships can be specified in \
                   a query";
    Refusal::new(MALFORMED, message).at(span)
}

/// *Ours*; see [`MAX_PARENTS`].
pub(super) fn too_many_parents() -> Refusal {
    let message = "No more than 55 child-to-parent relationships can be specified in a query";
    Refusal::new(MALFORMED, message)
}

/// *Ours*; see [`MAX_CHILDREN`].
pub(super) fn too_many_children() -> Refusal {
    let message = "No more than 20 parent-to-child relationships can be specified in a query";
    Refusal::new(MALFORMED, message)
}

/// *Posted.* "Up to five levels of parent-to-child relationships can be queried" since API
/// version 58.0 (*Understanding Relationship Query Limitations*), one before.
pub(super) fn children_too_deep(levels: usize, span: Span) -> Refusal {
    let message = format!(
        "SOQL statements cannot query aggregate relationships more than {levels} level away \
         from the root entity object."
    );
    Refusal::new(MALFORMED, message).at(span)
}

/// *Documented* (*FIELDS()*, Known Issues).
pub(super) fn selected_twice(name: &str) -> Refusal {
    let name = Shortened(name);
    Refusal::new(FIELD, format!("duplicate field selected: {name}"))
}

/// *Posted.*
pub(super) fn alias_twice(name: &str) -> Refusal {
    let name = Shortened(name);
    Refusal::new(MALFORMED, format!("duplicate alias: {name}"))
}

/// *Ours*; see [`MAX_ALIAS`].
pub(super) fn check_alias(alias: &Name) -> Result<(), Refusal> {
    if alias.text.chars().count() <= MAX_ALIAS {
        return Ok(());
    }
    let message = format!("an alias cannot be longer than {MAX_ALIAS} characters");
    Err(Refusal::new(MALFORMED, message).at(alias.span))
}

/// *Posted.*
pub(super) fn alias_without_group(span: Span) -> Refusal {
    Refusal::new(MALFORMED, "only aggregate expressions use field aliasing").at(span)
}

/// *Posted.*
pub(super) fn aggregate_in_children(span: Span) -> Refusal {
    Refusal::new(MALFORMED, "only root queries support aggregate expressions").at(span)
}

/// *Documented*, with the code: "A subquery can use OFFSET only if the parent query has a LIMIT
/// 1 clause" (*OFFSET*); *ours* in words.
pub(super) fn offset_in_children(span: Span) -> Refusal {
    let message = "OFFSET can be used in a subquery only if the parent query has LIMIT 1";
    Refusal::new(MALFORMED, message).at(span)
}

/// *Ours*: "You can't use the ORDER BY clause in any SOQL query that uses locking" (*FOR
/// UPDATE*).
pub(super) fn lock_with_order(span: Span) -> Refusal {
    Refusal::new(MALFORMED, "FOR UPDATE can't be used with ORDER BY").at(span)
}

/// *Posted.*
pub(super) fn fields_without_limit() -> Refusal {
    let message = "The SOQL FIELDS function must have a LIMIT of at most 200";
    Refusal::new(MALFORMED, message)
}

/// *Ours*: "FIELDS() can't be used with aggregate functions" (*FIELDS()*).
pub(super) fn fields_in_group(span: Span) -> Refusal {
    let message = "The SOQL FIELDS function is not supported in aggregate queries";
    Refusal::new(MALFORMED, message).at(span)
}

/// *Posted.*
pub(super) fn not_filterable(field: &str, span: Span) -> Refusal {
    let message = format!("field '{field}' can not be filtered in a query call");
    Refusal::new(FIELD, message).at(span)
}

/// *Posted*; the code is another than that of [`not_filterable`].
pub(super) fn not_sortable(field: &str, span: Span) -> Refusal {
    let message = format!("field '{field}' can not be sorted in a query call");
    Refusal::new(MALFORMED, message).at(span)
}

/// *Posted.*
pub(super) fn not_groupable(field: &str) -> Refusal {
    let message = format!("field '{field}' can not be grouped in a query call");
    Refusal::new(MALFORMED, message)
}

/// *Posted.*
pub(super) fn not_aggregatable(field: &str, function: &str) -> Refusal {
    let message = format!("field {field} does not support aggregate operator {function}");
    Refusal::new(MALFORMED, message)
}

/// *Posted.*
pub(super) fn not_grouped(field: &str) -> Refusal {
    let message = format!("Field must be grouped or aggregated: {field}");
    Refusal::new(MALFORMED, message)
}

/// *Posted*: "You can't use a date function in a SELECT clause unless you also include it in
/// the GROUP BY clause" (*Date Functions*).
pub(super) fn date_part_without_group() -> Refusal {
    let message = "Date-aggregate functions can only be selected in grouped queries";
    Refusal::new(MALFORMED, message)
}

/// *Posted.*
pub(super) fn order_not_grouped(field: &str) -> Refusal {
    let message = format!("Ordered field must be grouped or aggregated: {field}");
    Refusal::new(MALFORMED, message)
}

/// *Ours*: "You can't use COUNT() with a GROUP BY clause for API version 19.0 and later. Use
/// COUNT(fieldName) instead" (*COUNT()*).
pub(super) fn count_of_groups(span: Span) -> Refusal {
    let message = "COUNT() can't be used with GROUP BY, use COUNT(fieldName) instead";
    Refusal::new(MALFORMED, message).at(span)
}

/// *Posted.*
pub(super) fn limit_without_group() -> Refusal {
    let message = "Non-grouped query that uses overall aggregate functions cannot also use LIMIT";
    Refusal::new(MALFORMED, message)
}

/// *Posted.*
pub(super) fn order_without_group() -> Refusal {
    let message = "Non-grouped query that uses overall aggregate functions cannot also use \
                   ORDER BY";
    Refusal::new(MALFORMED, message)
}

/// *Posted*: an aggregate query has one page.
pub(super) fn too_many_groups() -> Refusal {
    let message = "Aggregate query does not support queryMore(), use LIMIT to restrict the \
                   results to a single batch";
    Refusal::new("EXCEEDED_ID_LIMIT", message)
}

/// *Ours*: "You can use the GROUPING(fieldName) function […] when your query uses a GROUP BY
/// ROLLUP or GROUP BY CUBE clause" (*GROUPING*).
pub(super) fn grouping_without_rollup(span: Span) -> Refusal {
    let message = "GROUPING function can only be used with GROUP BY ROLLUP or GROUP BY CUBE";
    Refusal::new(MALFORMED, message).at(span)
}

/// *Ours*: "You can't use more than three fields in a GROUP BY ROLLUP statement" (*GROUP BY
/// ROLLUP*; *GROUP BY CUBE* says the same).
pub(super) fn too_many_totals(span: Span) -> Refusal {
    let message = "No more than 3 fields can be used in a GROUP BY ROLLUP or GROUP BY CUBE";
    Refusal::new(MALFORMED, message).at(span)
}

/// *Posted*, for ids and multi-select picklists; the other types follow them.
pub(super) fn invalid_operator(kind: Kind, field: Option<&Field>, span: Span) -> Refusal {
    let name = match kind {
        Kind::Id => "id".to_owned(),
        _ => field.map_or_else(
            || type_name(kind).to_owned(),
            |field| field.describe.field_type.to_string(),
        ),
    };
    Refusal::new(OPERATOR, format!("invalid operator on {name} field")).at(span)
}

/// *Posted.*
pub(super) fn invalid_id(text: &str, span: Span) -> Refusal {
    let text = Shortened(text);
    Refusal::new(OPERATOR, format!("invalid ID field: {text}")).at(span)
}

/// *Posted.*
pub(super) fn wrong_type(field: &str, kind: Kind, span: Span) -> Refusal {
    let quotes = match kind {
        Kind::Id | Kind::Text | Kind::Picklist | Kind::MultiPicklist => "should be enclosed",
        _ => "should not be enclosed",
    };
    let message = format!(
        "value of filter criterion for field '{field}' must be of type {} and {quotes} in quotes",
        type_name(kind)
    );
    Refusal::new(FIELD, message).at(span)
}

fn type_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::Picklist | Kind::MultiPicklist => "string",
        Kind::Id => "ID",
        Kind::Boolean => "boolean",
        Kind::Int => "int",
        Kind::Decimal => "double",
        Kind::Date => "date",
        Kind::DateTime => "dateTime",
        Kind::Time => "time",
        Kind::Blob => "base64",
        Kind::Compound => "location",
    }
}

/// *Posted.*
pub(super) fn offset_too_large() -> Refusal {
    let message = format!("Maximum SOQL offset allowed is {MAX_OFFSET}");
    Refusal::new("NUMBER_OUTSIDE_VALID_RANGE", message)
}

/// *Posted.*
pub(super) fn same_object(span: Span) -> Refusal {
    let message = "The inner and outer selects should not be on the same object type";
    Refusal::new(MALFORMED, message).at(span)
}

/// *Ours*: "The left operand must query a single ID (primary key) or reference (foreign key)
/// field" (*Comparison Operators*).
pub(super) fn left_of_semi_join(field: &str, span: Span) -> Refusal {
    let message = format!(
        "The left operand field in the where expression for outer query should be an id field, \
         cannot use: '{field}'"
    );
    Refusal::new(MALFORMED, message).at(span)
}

/// *Posted.*
pub(super) fn selected_by_semi_join(field: &str, span: Span) -> Refusal {
    let message = format!("semi join sub selects can only query id fields, cannot use: '{field}'");
    Refusal::new(MALFORMED, message).at(span)
}

/// *Posted.*
pub(super) fn nested_semi_join(span: Span) -> Refusal {
    Refusal::new(
        MALFORMED,
        "Nesting of semi join sub-selects is not supported",
    )
    .at(span)
}

/// *Posted.*
pub(super) fn semi_join_with_or(span: Span) -> Refusal {
    let message = "Semi join sub-selects are not allowed with the 'OR' operator";
    Refusal::new(MALFORMED, message).at(span)
}

/// *Posted.*
pub(super) fn semi_join_with_not(span: Span) -> Refusal {
    let message = "Semi join sub-selects are only allowed at the top level WHERE expressions and \
                   not in nested WHERE expressions.";
    Refusal::new(MALFORMED, message).at(span)
}

/// *Posted.*
pub(super) fn too_many_semi_joins(span: Span) -> Refusal {
    let message = format!("Maximum {MAX_SEMI_JOINS} semi join sub-selects are allowed");
    Refusal::new("EXCEEDED_MAX_SEMIJOIN_SUBSELECTS", message).at(span)
}

/// *Ours*: `TYPEOF` is for polymorphic relationships (*TYPEOF*).
pub(super) fn typeof_of_one(name: &str, span: Span) -> Refusal {
    let name = Shortened(name);
    let message = format!("TYPEOF can only be used with polymorphic relationships, not '{name}'");
    Refusal::new(MALFORMED, message).at(span)
}

/// *Ours*: the objects of `WHEN` are those the relationship can lead to (*TYPEOF*).
pub(super) fn typeof_of_other(object: &str, name: &str, span: Span) -> Refusal {
    let object = Shortened(object);
    let message = format!("Relationship '{name}' in TYPEOF does not lead to '{object}'");
    Refusal::new(TYPE, message).at(span)
}

/// *Ours*: "You can't use TYPEOF in queries that don't return objects, such as COUNT() and
/// aggregate queries" (*TYPEOF*).
pub(super) fn typeof_in_group(span: Span) -> Refusal {
    let message = "TYPEOF can't be used in queries that don't return objects";
    Refusal::new(MALFORMED, message).at(span)
}

/// *Ours*: an argument that a function does not take.
pub(super) fn wrong_argument(function: &str, what: &str, span: Span) -> Refusal {
    Refusal::new(
        MALFORMED,
        format!("{function} can only be used with {what}"),
    )
    .at(span)
}

/// *Ours*: "The DISTANCE function supports only the logical operators > and <" (*Location-Based
/// SOQL Queries*).
pub(super) fn distance_operator(span: Span) -> Refusal {
    let message = "DISTANCE function only supports the operators > and <";
    Refusal::new(MALFORMED, message).at(span)
}

/// *Ours*: clauses that need what this org does not have.
pub(super) fn no_such_clause(clause: &str, span: Span) -> Refusal {
    let message = format!("{clause} is not supported on this object");
    Refusal::new(MALFORMED, message).at(span)
}

/// *Posted* for queries outside Apex.
pub(super) fn apex_only(message: &str, span: Span) -> Refusal {
    Refusal::new(MALFORMED, message).at(span)
}

/// *Ours*: a scope this object does not have (*USING SCOPE*).
pub(super) fn no_such_scope(scope: &str, span: Span) -> Refusal {
    let scope = Shortened(scope);
    Refusal::new(MALFORMED, format!("Invalid scope: '{scope}'")).at(span)
}
