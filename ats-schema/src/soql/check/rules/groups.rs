//! Groups and aggregate functions.

use super::{FIELD, Finding, FindingKind, MALFORMED, refused};
use crate::schema::Field;
use crate::soql::Span;

/// *Observed.*
pub(in super::super) fn alias_twice(name: &str, span: Span) -> Finding {
    let message = format!("two columns are called {name}");
    refused(FindingKind::DuplicateAlias, MALFORMED, span, message)
        .with_help(format!("give one of them another alias: {name} {name}2"))
}

/// *Observed.*
pub(in super::super) fn alias_without_group(field: &str, span: Span) -> Finding {
    let message =
        format!("{field} gets an alias, and only columns of a GROUP BY query can have one");
    refused(FindingKind::AliasWithoutGroup, MALFORMED, span, message)
        .with_help("leave the alias out")
}

/// *Observed.*
pub(in super::super) fn aggregate_in_children(span: Span) -> Finding {
    let message = "a subquery of children cannot group or aggregate";
    refused(FindingKind::AggregateInChildren, MALFORMED, span, message)
        .with_help("query the children by themselves, with GROUP BY their lookup to the parent")
}

/// *Observed*: the field in it "can not be filtered in a query call".
pub(in super::super) fn aggregate_in_where(function: &str, span: Span) -> Finding {
    let message = format!("{function} cannot stand in WHERE");
    refused(FindingKind::AggregateInWhere, FIELD, span, message)
        .with_help("group by a field, and write it after HAVING")
}

/// *Observed.*
pub(in super::super) fn aggregate_without_group(span: Span) -> Finding {
    let message = "records cannot be sorted by an aggregate function";
    refused(FindingKind::AggregateWithoutGroup, MALFORMED, span, message)
        .with_help("group by a field")
}

/// *Documented*: "FIELDS() can't be used with aggregate functions" (*FIELDS()*).
pub(in super::super) fn fields_in_group(span: Span) -> Finding {
    let message = "FIELDS cannot stand in a query that groups or aggregates";
    refused(FindingKind::FieldsInGroup, MALFORMED, span, message)
        .with_help("name the fields that are grouped by")
}

/// *Documented*: "You can't use TYPEOF in queries that don't return objects, such as COUNT()
/// and aggregate queries" (*TYPEOF*).
pub(in super::super) fn typeof_in_group(span: Span) -> Finding {
    let message = "TYPEOF cannot stand in a query that groups or aggregates";
    refused(FindingKind::TypeofInGroup, MALFORMED, span, message)
}

/// *Observed.*
pub(in super::super) fn not_groupable(
    described: &str,
    field: Option<&Field>,
    span: Span,
) -> Finding {
    let message = format!("{described} cannot be grouped by");
    let help = match field.map(|field| field.kind.as_str()) {
        Some("datetime") => "group by its day: DAY_ONLY(field), CALENDAR_MONTH(field)",
        Some("currency" | "double" | "percent") => "numbers with decimals are summed or averaged",
        _ => "the org's describe does not let it be grouped by",
    };
    refused(FindingKind::NotGroupable, MALFORMED, span, message).with_help(help)
}

/// *Observed.* Which function takes which type: *Aggregate Functions*, Support for Field
/// Types in Aggregate Functions.
pub(in super::super) fn not_aggregatable(
    described: &str,
    is: &str,
    function: &str,
    span: Span,
) -> Finding {
    let message = format!("{function} does not take {described}, which is {is}");
    let finding = refused(FindingKind::NotAggregatable, MALFORMED, span, message);
    match function {
        "SUM" | "AVG" => finding.with_help("only numbers are summed and averaged"),
        _ => finding.with_help("COUNT(Id) counts the records"),
    }
}

/// *Observed.*
pub(in super::super) fn not_grouped(
    field: &str,
    used: &str,
    has_groups: bool,
    span: Span,
) -> Finding {
    let message = format!("{field} is {used}, but neither grouped by nor aggregated");
    let help = match has_groups {
        true => format!("add it to GROUP BY, or aggregate it: MAX({field})"),
        false => format!("add GROUP BY {field}, or leave the aggregate functions out"),
    };
    refused(FindingKind::NotGrouped, MALFORMED, span, message).with_help(help)
}

/// *Observed.* "You can use a date function in SELECT only if the query groups by it" (*Date
/// Functions*).
pub(in super::super) fn date_function_without_group(function: &str, span: Span) -> Finding {
    let message = format!("{function} is selected, but the query does not group by it");
    refused(
        FindingKind::DateFunctionWithoutGroup,
        MALFORMED,
        span,
        message,
    )
    .with_help("select the field itself, or add GROUP BY with the same function")
}

/// *Observed.*
pub(in super::super) fn overall_with(span: Span, clause: &str) -> Finding {
    let message = format!("without GROUP BY there is one row, so {clause} is not allowed");
    refused(FindingKind::OverallAggregate, MALFORMED, span, message)
        .with_help(format!("leave {clause} out, or group by a field"))
}

/// *Documented*: "You can't use COUNT() with an ORDER BY clause. Use COUNT(fieldName)
/// instead", and the same of GROUP BY (*COUNT()*).
pub(in super::super) fn count_with(span: Span, clause: &str) -> Finding {
    let message = format!("COUNT() is not allowed with {clause}");
    let help = match clause {
        "ORDER BY" => "leave ORDER BY out: the answer is one number",
        _ => "write COUNT(Id)",
    };
    refused(FindingKind::CountClause, MALFORMED, span, message).with_help(help)
}

/// *Observed.*
pub(in super::super) fn grouping_without_rollup(span: Span) -> Finding {
    let message = "GROUPING needs GROUP BY ROLLUP or GROUP BY CUBE";
    refused(FindingKind::GroupingWithoutRollup, MALFORMED, span, message)
}

/// *Documented*; see [`MAX_TOTALS`](super::MAX_TOTALS).
pub(in super::super) fn too_many_totals(span: Span) -> Finding {
    let message = "ROLLUP and CUBE take at most 3 fields";
    refused(FindingKind::TooManyTotals, MALFORMED, span, message)
}
