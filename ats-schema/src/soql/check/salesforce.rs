//! Findings in Salesforce's words, with its error codes, and which of several it reports.
//!
//! Messages marked *posted* are Salesforce's own, as people quote the answers of orgs; no
//! guide lists them. Those marked *ours* say in our words what a guide forbids, because the
//! answer is not known. Where no answer is known, the code is assumed to be
//! `MALFORMED_QUERY`, the code of all such answers that are.

use std::borrow::Cow;

use super::finding::{Class, Finding};
use super::rule::{
    Accepts, DataCategoryLimit, FunctionPlace, GroupUsage, IdOperand, Rule, Subject,
};
use crate::rules::error_code::ErrorCode;
use crate::rules::soql_limits::{
    MAX_CHILDREN, MAX_DATA_CATEGORIES, MAX_FIELDS_LIMIT, MAX_OFFSET, MAX_PARENT_LEVELS,
    MAX_PARENTS, MAX_QUERY_LENGTH, MAX_SEMI_JOINS, MAX_TEXT_LENGTH, MAX_TOTALS,
};
use crate::schema::ValueKind;
use crate::soql::salesforce_message;

/// Salesforce's response to a query that it refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SalesforceError {
    /// Such as `INVALID_FIELD`.
    pub code: &'static ErrorCode,
    /// The message: where Salesforce prints a place, it begins with the words around it, a
    /// caret, row and column.
    pub message: String,
}

impl Finding {
    /// Returns Salesforce's response to the query `source`, if it refuses it for this finding.
    #[must_use]
    pub fn salesforce_error(&self, source: &str) -> Option<SalesforceError> {
        let Answer { code, place, what } = answer(self.rule())?;
        let message = match place {
            Place::Shown => salesforce_message(source, self.operand(), &what),
            Place::NotShown => what.into_owned(),
        };
        Some(SalesforceError { code, message })
    }
}

/// Returns the finding that Salesforce reports of a query's, if it refuses the query.
///
/// Salesforce reports one mistake. Which of several is not documented. Known is that a query
/// which does not parse gets no other answer, and that an unknown object is reported even if
/// its fields are unknown, too. The rest is our own rule:
///
/// 1. the length of the text and its grammar, before anything is checked;
/// 2. objects in `FROM`, of the query before those of its subqueries;
/// 3. everything else in the order of the text, which is that of the clauses;
/// 4. limits of the whole query.
#[must_use]
pub fn reported(findings: &[Finding]) -> Option<&Finding> {
    let refused = findings
        .iter()
        .filter(|finding| matches!(finding.class(), Class::OrgRefuses(_)));
    refused.min_by_key(|finding| {
        let stage = match finding.rule() {
            Rule::TooLong { .. } => 1,
            Rule::UnknownObject { .. } | Rule::NotQueryable { .. } => 2,
            Rule::TooManyParents { .. } | Rule::TooManyChildren => 4,
            _ => 3,
        };
        (stage, finding.operand().start)
    })
}

/// Returns the error code with which Salesforce refuses a query that breaks this rule, if it
/// does.
pub(super) fn code(rule: &Rule) -> Option<&'static ErrorCode> {
    answer(rule).map(|answer| answer.code)
}

/// One line of the table.
struct Answer {
    code: &'static ErrorCode,
    place: Place,
    what: Cow<'static, str>,
}

/// Whether the message shows the place in the query.
enum Place {
    Shown,
    NotShown,
}

/// An answer that shows the place.
fn at(code: &'static ErrorCode, what: impl Into<Cow<'static, str>>) -> Answer {
    Answer {
        code,
        place: Place::Shown,
        what: what.into(),
    }
}

/// An answer without a place.
fn overall(code: &'static ErrorCode, what: impl Into<Cow<'static, str>>) -> Answer {
    Answer {
        code,
        place: Place::NotShown,
        what: what.into(),
    }
}

fn malformed_at(what: impl Into<Cow<'static, str>>) -> Answer {
    at(&ErrorCode::MalformedQuery, what)
}

fn malformed(what: impl Into<Cow<'static, str>>) -> Answer {
    overall(&ErrorCode::MalformedQuery, what)
}

const FIELD: &ErrorCode = &ErrorCode::InvalidField;
const TYPE: &ErrorCode = &ErrorCode::InvalidType;
const OPERATOR: &ErrorCode = &ErrorCode::InvalidQueryFilterOperator;

const WSDL: &str = "Please reference your WSDL or the describe call for the appropriate names.";

/// The table: the answer to a query that breaks a rule; `None` for a query that Salesforce
/// runs.
fn answer(rule: &Rule) -> Option<Answer> {
    Some(match rule {
        // Names.
        // *Ours*; the code is that of other limits of the query's text.
        Rule::TooLong { .. } => malformed(format!(
            "SOQL statements cannot be longer than {MAX_QUERY_LENGTH} characters."
        )),
        // *Posted.* Salesforce does not tell a hidden object from one that does not exist.
        Rule::UnknownObject { name, .. } => at(
            TYPE,
            format!(
                "sObject type '{name}' is not supported. If you are attempting to use a custom \
                 object, be sure to append the '__c' after the entity name. {WSDL}"
            ),
        ),
        Rule::NotKnown { .. } => return None,
        // *Posted.*
        Rule::NotQueryable { object } => at(
            &ErrorCode::InvalidTypeForOperation,
            format!("entity type {object} does not support query"),
        ),
        // *Posted.* A hidden field, too.
        Rule::UnknownField { object, name, .. } => at(FIELD, no_such_column(name, object)),
        // *Posted*: what follows a polymorphic relationship is looked up in the Name object.
        Rule::PolymorphicField {
            name,
            leads_on: false,
            ..
        } => at(FIELD, no_such_column(name, "Name")),
        // *Posted.*
        Rule::UnknownRelationship { name, .. } | Rule::PolymorphicField { name, .. } => at(
            FIELD,
            format!(
                "Didn't understand relationship '{name}' in field path. If you are attempting to \
                 use a custom relationship, be sure to append the '__r' after the custom \
                 relationship name. {WSDL}"
            ),
        ),
        // *Posted.*
        Rule::UnknownChildren { name, .. } => at(
            TYPE,
            format!(
                "Didn't understand relationship '{name}' in FROM part of query call. If you are \
                 attempting to use a custom relationship, be sure to append the '__r' after the \
                 custom relationship name. {WSDL}"
            ),
        ),
        // *Ours.*
        Rule::TooManyLevels { .. } => malformed_at(format!(
            "No more than {MAX_PARENT_LEVELS} levels of child-to-parent relationships can be \
             specified in a query"
        )),
        // *Ours.*
        Rule::TooManyParents { .. } => malformed(format!(
            "No more than {MAX_PARENTS} child-to-parent relationships can be specified in a query"
        )),
        // *Ours.*
        Rule::TooManyChildren => malformed(format!(
            "No more than {MAX_CHILDREN} parent-to-child relationships can be specified in a query"
        )),
        // *Posted.*
        Rule::ChildrenTooDeep { most } => malformed_at(format!(
            "SOQL statements cannot query aggregate relationships more than {most} level away from \
             the root entity object."
        )),

        // The SELECT list.
        // Documented (*FIELDS()*, Known Issues).
        Rule::DuplicateField { name } => {
            overall(FIELD, format!("duplicate field selected: {name}"))
        }
        Rule::DuplicateChildren { .. } => return None,
        // *Posted.*
        Rule::DuplicateAlias { name } => malformed(format!("duplicate alias: {name}")),
        // *Posted.*
        Rule::AliasWithoutGroup { .. } => {
            malformed_at("only aggregate expressions use field aliasing")
        }
        // *Posted.*
        Rule::AggregateInChildren => {
            malformed_at("only root queries support aggregate expressions")
        }
        // *Posted.*
        Rule::FieldsWithoutLimit { .. } => malformed(format!(
            "The SOQL FIELDS function must have a LIMIT of at most {MAX_FIELDS_LIMIT}"
        )),
        // Documented (*FIELDS()*, Known Issues).
        Rule::FieldsOfNone { .. } => malformed(
            "'FIELDS(...)' expansion function must result in at least one field being selected.",
        ),
        // *Posted*; the page says that it is the answer to FIELDS, too.
        Rule::FieldsInGroup { field } => {
            malformed(must_be_grouped(field.as_deref().unwrap_or("Id")))
        }
        // *Ours.*
        Rule::TypeofBesideFunction => {
            malformed_at("TYPEOF can't be used with functions in the SELECT clause")
        }
        // *Ours.*
        Rule::MisplacedFunction { function, place } => malformed_at(format!(
            "{function} is not supported {}",
            place_words(*place)
        )),
        // *Ours.*
        Rule::TypeofOfOne { relationship } => malformed_at(format!(
            "TYPEOF can only be used with polymorphic relationships, not '{}'",
            relationship.name
        )),
        // *Ours.*
        Rule::TypeofOfOther {
            relationship,
            object,
        } => at(
            TYPE,
            format!(
                "Relationship '{}' in TYPEOF does not lead to '{object}'",
                relationship.name
            ),
        ),
        // *Ours.*
        Rule::TypeofInGroup => {
            malformed_at("TYPEOF can't be used in queries that don't return objects")
        }
        // *Ours.*
        Rule::WrongArgument {
            function, accepts, ..
        } => malformed_at(format!(
            "{function} can only be used with {}",
            accepted(*accepts)
        )),

        // Fields and values in conditions.
        // *Posted.*
        Rule::NotFilterable { subject } => at(FIELD, not_filterable(name(subject))),
        // *Posted*: the field in the function.
        Rule::AggregateInWhere { field, .. } => at(FIELD, not_filterable(field)),
        // *Posted*, for Ids and multi-select picklists; the other types follow them.
        Rule::InvalidOperator { subject, .. } => at(
            OPERATOR,
            format!("invalid operator on {} field", field_type(subject)),
        ),
        // *Ours.*
        Rule::DistanceOperator => {
            malformed_at("DISTANCE function only supports the operators > and <")
        }
        // *Posted.*
        Rule::WrongType { subject, .. } => {
            let quotes = match subject.kind {
                ValueKind::Id
                | ValueKind::Text
                | ValueKind::Picklist
                | ValueKind::MultiPicklist => "should be enclosed",
                _ => "should not be enclosed",
            };
            let (name, kind) = (name(subject), type_name(subject.kind));
            at(
                FIELD,
                format!(
                    "value of filter criterion for field '{name}' must be of type {kind} and \
                     {quotes} in quotes"
                ),
            )
        }
        // *Posted.*
        Rule::InvalidId { text, .. } => at(OPERATOR, format!("invalid ID field: {text}")),
        // *Ours.*
        Rule::LiteralTooLong { .. } => malformed_at(format!(
            "string values can't exceed {MAX_TEXT_LENGTH} characters"
        )),
        // *Ours.*
        Rule::CurrencyLiteral { is_mixed } => malformed_at(match is_mixed {
            true => "currency literals can't be mixed with other numbers",
            false => "currency literals can't be compared with aggregate functions",
        }),
        Rule::WrongId { .. }
        | Rule::UnlistedValue { .. }
        | Rule::UnlistedType { .. }
        | Rule::TextTooLong { .. }
        | Rule::NeverNull { .. }
        | Rule::PicklistOrder { .. } => return None,

        // Semi-joins.
        // *Posted.*
        Rule::SemiJoinOfSame { .. } => {
            malformed_at("The inner and outer selects should not be on the same object type")
        }
        // *Ours.*
        Rule::SemiJoinLeft { operand } => malformed_at(format!(
            "The left operand field in the where expression for outer query should be an id field, \
             cannot use: '{}'",
            id_operand(operand)
        )),
        // *Posted.*
        Rule::SemiJoinSelect { operand } => malformed_at(format!(
            "semi join sub selects can only query id fields, cannot use: '{}'",
            operand.as_ref().map_or("COUNT()", id_operand)
        )),
        // *Posted.*
        Rule::SemiJoinPath { is_selected, .. } => malformed_at(match is_selected {
            true => "The selected field cannot have more than one level of relationships",
            false => "The left operand cannot have more than one level of relationships",
        }),
        // *Posted.*
        Rule::SemiJoinOfOther { left, selected, .. } => malformed_at(format!(
            "The selected field '{}' in the subquery and the left operand field in the where \
             expression in the outer query '{}' should point to the same object type",
            name(selected),
            name(left)
        )),
        // *Posted.*
        Rule::SemiJoinObject { object } => malformed_at(format!(
            "Entity '{object}' is not supported for semi join inner selects"
        )),
        // *Posted.*
        Rule::SemiJoinNested => malformed_at("Nesting of semi join sub-selects is not supported"),
        // *Posted.*
        Rule::SemiJoinWithOr => {
            malformed_at("Semi join sub-selects are not allowed with the 'OR' operator")
        }
        // *Posted.*
        Rule::SemiJoinWithNot | Rule::SemiJoinInHaving => malformed_at(
            "Semi join sub-selects are only allowed at the top level WHERE expressions and not in \
             nested WHERE expressions.",
        ),
        // *Posted.*
        Rule::TooManySemiJoins => at(
            &ErrorCode::ExceededMaxSemijoinSubselects,
            format!("Maximum {MAX_SEMI_JOINS} semi join sub-selects are allowed"),
        ),

        // Groups.
        // *Posted.*
        Rule::NotGroupable { subject } => malformed(format!(
            "field '{}' can not be grouped in a query call",
            name(subject)
        )),
        // *Posted.*
        Rule::NotAggregatable { subject, function } => malformed(format!(
            "field {} does not support aggregate operator {function}",
            name(subject)
        )),
        // *Posted.*
        Rule::NotGrouped {
            field,
            usage: GroupUsage::Sorted,
            ..
        }
        | Rule::CountClause {
            sorted_by: Some(field),
        } => malformed(format!(
            "Ordered field must be grouped or aggregated: {field}"
        )),
        // *Posted.*
        Rule::NotGrouped { field, .. } | Rule::AggregateWithoutGroup { field } => {
            malformed(must_be_grouped(field))
        }
        // *Posted.*
        Rule::GroupedAndAggregated { field } => {
            malformed(format!("Grouped field should not be aggregated: {field}"))
        }
        // *Posted.*
        Rule::DateFunctionWithoutGroup { .. } => {
            malformed("Date-aggregate functions can only be selected in grouped queries")
        }
        // *Posted.*
        Rule::OverallAggregate { clause } => malformed(format!(
            "Non-grouped query that uses overall aggregate functions cannot also use {clause}"
        )),
        // *Ours.*
        Rule::CountClause { sorted_by: None } => {
            malformed_at("COUNT() can't be used with GROUP BY, use COUNT(fieldName) instead")
        }
        // *Ours.*
        Rule::GroupingWithoutRollup => {
            malformed_at("GROUPING function can only be used with GROUP BY ROLLUP or GROUP BY CUBE")
        }
        // *Ours.*
        Rule::TooManyTotals => malformed_at(format!(
            "No more than {MAX_TOTALS} fields can be used in a GROUP BY ROLLUP or GROUP BY CUBE"
        )),

        // Other clauses.
        // *Posted*; the code is another than that of a field in WHERE.
        Rule::NotSortable { subject } => malformed_at(format!(
            "field '{}' can not be sorted in a query call",
            name(subject)
        )),
        // *Posted.*
        Rule::OffsetTooLarge => overall(
            &ErrorCode::NumberOutsideValidRange,
            format!("Maximum SOQL offset allowed is {MAX_OFFSET}"),
        ),
        // *Ours*; the code is documented.
        Rule::OffsetInChildren => {
            malformed_at("OFFSET can be used in a subquery only if the parent query has LIMIT 1")
        }
        // *Ours.*
        Rule::UnknownScope { name } => malformed_at(format!("Invalid scope: '{name}'")),
        // *Ours.*
        Rule::ScopeInChildren => malformed_at("USING SCOPE can't be used in a subquery"),
        // *Ours.*
        Rule::DataCategories { limit } => malformed_at(match limit {
            DataCategoryLimit::GroupTwice { group } => {
                format!("Data category group '{group}' can be used only once")
            }
            DataCategoryLimit::TooMany => format!(
                "No more than {MAX_DATA_CATEGORIES} conditions can be used in WITH DATA CATEGORY"
            ),
            DataCategoryLimit::WithoutFilter => {
                "WITH DATA CATEGORY requires a filter on PublishStatus or Id".to_owned()
            }
        }),
        // *Ours.*
        Rule::WithClause { data_category, .. } => {
            let clause = match data_category {
                true => "WITH DATA CATEGORY",
                false => "WITH",
            };
            malformed_at(format!("{clause} is not supported on this object"))
        }
        // *Ours.*
        Rule::LockClause { clause } => {
            malformed_at(format!("FOR UPDATE can't be used with {clause}"))
        }
    })
}

fn no_such_column(name: &str, object: &str) -> String {
    format!(
        "No such column '{name}' on entity '{object}'. If you are attempting to use a custom \
         field, be sure to append the '__c' after the custom field name. {WSDL}"
    )
}

fn must_be_grouped(field: &str) -> String {
    format!("Field must be grouped or aggregated: {field}")
}

const fn place_words(place: FunctionPlace) -> &'static str {
    match place {
        FunctionPlace::Where => "in WHERE",
        FunctionPlace::WhereOfRecordType => "in WHERE around the name of a record type",
        FunctionPlace::OrderBy => "in ORDER BY",
        FunctionPlace::AroundAggregate => "around aggregate functions",
        FunctionPlace::OutsideDateFunction => "outside date functions",
    }
}

fn not_filterable(field: &str) -> String {
    format!("field '{field}' can not be filtered in a query call")
}

fn name(subject: &Subject) -> &str {
    subject.field.as_deref().unwrap_or_default()
}

fn id_operand(operand: &IdOperand) -> &str {
    match operand {
        IdOperand::Field(subject) => name(subject),
        IdOperand::Call(call) => call,
    }
}

fn accepted(accepts: Accepts) -> &'static str {
    match accepts {
        Accepts::Picklists => "picklists",
        Accepts::Currencies => "currency fields",
        Accepts::Dates => "date and dateTime fields",
        Accepts::DateTimes => "dateTime fields",
        Accepts::Locations => "location fields",
    }
}

/// The type that messages about operators name.
fn field_type(subject: &Subject) -> &str {
    match &subject.field_type {
        _ if subject.kind == ValueKind::Id => "id",
        Some(kind) => kind.as_str(),
        None => type_name(subject.kind),
    }
}

const fn type_name(kind: ValueKind) -> &'static str {
    match kind {
        ValueKind::Text | ValueKind::Picklist | ValueKind::MultiPicklist | ValueKind::Any => {
            "string"
        }
        ValueKind::Id => "ID",
        ValueKind::Boolean => "boolean",
        ValueKind::Int => "int",
        ValueKind::Decimal => "double",
        ValueKind::Date => "date",
        ValueKind::DateTime => "dateTime",
        ValueKind::Time => "time",
        ValueKind::Blob => "base64",
        ValueKind::Compound => "location",
    }
}
