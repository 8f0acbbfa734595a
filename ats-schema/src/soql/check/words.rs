//! Findings in our words: the message, and the advice.

use super::rule::{
    Accepts, DataCategoryLimit, FunctionPlace, GroupUsage, IdOperand, Relationship, Rule, SCOPES,
    Subject, Suggestion,
};
use crate::names::nearest;
use crate::rules::date::{parse_date, parse_date_time, parse_time};
use crate::rules::decimal;
use crate::rules::soql_limits::{
    MAX_CHILDREN, MAX_DATA_CATEGORIES, MAX_FIELDS_LIMIT, MAX_OFFSET, MAX_PARENT_LEVELS,
    MAX_PARENTS, MAX_QUERY_LENGTH, MAX_SEMI_JOINS, MAX_TEXT_LENGTH, MAX_TOTALS,
};
use crate::schema::ValueKind;
use crate::soql::ast::{FieldsGroup, Function, Literal, LiteralKind};

/// Returns what is wrong: the object, the field and the rule.
pub(super) fn message(rule: &Rule) -> String {
    match rule {
        Rule::TooLong { length } => {
            format!("the query has {length} characters; Salesforce allows {MAX_QUERY_LENGTH}")
        }
        Rule::UnknownObject { name, .. } if name.is_empty() => {
            "there is no object to query".to_owned()
        }
        Rule::UnknownObject { name, .. } => format!("there is no object {name}"),
        Rule::NotKnown { object, .. } => {
            format!("{object} exists, but its fields are not known here")
        }
        Rule::NotQueryable { object } => format!("{object} cannot be queried"),
        Rule::UnknownField { object, name, .. } => format!("{object} has no field {name}"),
        Rule::UnknownRelationship { object, name, .. } => {
            format!("{object} has no relationship {name} to a parent")
        }
        Rule::UnknownChildren { object, name, .. } => {
            format!("{object} has no relationship {name} to children")
        }
        Rule::PolymorphicField {
            relationship,
            name,
            leads_on,
            ..
        } => {
            let of = &relationship.name;
            let targets = alternatives(&relationship.targets);
            match leads_on {
                true => format!("{of} may be {targets}, so no path leads on to {name}"),
                false => format!("{of} may be {targets}, which do not all have {name}"),
            }
        }
        Rule::TooManyLevels { levels } => {
            format!("the path goes up {levels} levels, and at most {MAX_PARENT_LEVELS} are allowed")
        }
        Rule::TooManyParents { parents } => {
            format!("the query reads {parents} parents, and at most {MAX_PARENTS} are allowed")
        }
        Rule::TooManyChildren => {
            format!("at most {MAX_CHILDREN} subqueries of children are allowed in a query")
        }
        Rule::ChildrenTooDeep { most: 1 } => {
            "children have no children of their own before API version 58.0".to_owned()
        }
        Rule::ChildrenTooDeep { most } => {
            format!("children may be nested {most} levels deep, not more")
        }
        Rule::DuplicateField { name } => format!("{name} is selected twice"),
        Rule::DuplicateChildren { name } => {
            format!("{name} is selected twice, and the answer has room for one of them")
        }
        Rule::DuplicateAlias { name } => format!("two columns are called {name}"),
        Rule::AliasWithoutGroup { field } => {
            format!("{field} gets an alias, and only columns of a GROUP BY query can have one")
        }
        Rule::AggregateInChildren => "a subquery of children cannot group or aggregate".to_owned(),
        Rule::AggregateInWhere { function, .. } => format!("{function} cannot stand in WHERE"),
        Rule::AggregateWithoutGroup { .. } => {
            "records cannot be sorted by an aggregate function".to_owned()
        }
        Rule::FieldsWithoutLimit { group } => {
            format!(
                "FIELDS({}) needs a LIMIT of at most {MAX_FIELDS_LIMIT}",
                group.as_str()
            )
        }
        Rule::FieldsOfNone { object, group } => match group {
            FieldsGroup::Custom => format!("`{object}` has no custom fields"),
            _ => format!("`{object}` has no fields"),
        },
        Rule::TypeofBesideFunction => "TYPEOF cannot be selected beside a function".to_owned(),
        Rule::MisplacedFunction { function, place } => {
            let place = match place {
                FunctionPlace::Where => "in WHERE",
                FunctionPlace::WhereOfRecordType => "in WHERE around the name of a record type",
                FunctionPlace::OrderBy => "in ORDER BY",
                FunctionPlace::AroundAggregate => "around an aggregate function",
                FunctionPlace::OutsideDateFunction => "outside a date function",
            };
            format!("`{function}` is not allowed {place}")
        }
        Rule::LiteralTooLong { length } => {
            format!("the text has {length} characters; a condition allows {MAX_TEXT_LENGTH}")
        }
        Rule::CurrencyLiteral { is_mixed } => match is_mixed {
            true => "amounts with and without a currency cannot be mixed in a list".to_owned(),
            false => {
                "an amount with a currency cannot be compared with an aggregate function".to_owned()
            }
        },
        Rule::SemiJoinPath { path, is_selected } => match is_selected {
            true => format!("a subquery after IN cannot select `{path}`, a field of a parent"),
            false => format!("`{path}`, a field of a parent, cannot be IN a subquery"),
        },
        Rule::SemiJoinOfOther {
            left,
            left_targets,
            selected,
            selected_targets,
        } => format!(
            "{} holds Ids of {}, and {} those of {}",
            described(left),
            alternatives(left_targets),
            described(selected),
            alternatives(selected_targets)
        ),
        Rule::SemiJoinObject { object } => {
            format!("a subquery after IN cannot read `{object}`")
        }
        Rule::GroupedAndAggregated { field } => {
            format!("`{field}` is both grouped by and aggregated")
        }
        Rule::ScopeInChildren => "a subquery of children cannot have USING SCOPE".to_owned(),
        Rule::DataCategories { limit } => match limit {
            DataCategoryLimit::GroupTwice { group } => {
                format!("the data category group `{group}` is named twice")
            }
            DataCategoryLimit::TooMany => {
                format!("at most {MAX_DATA_CATEGORIES} data category groups are allowed")
            }
            DataCategoryLimit::WithoutFilter => {
                "WITH DATA CATEGORY needs a condition on PublishStatus or Id".to_owned()
            }
        },
        Rule::FieldsInGroup { .. } => {
            "FIELDS cannot stand in a query that groups or aggregates".to_owned()
        }
        Rule::NotFilterable { subject } => format!("{} cannot stand in WHERE", described(subject)),
        Rule::NotSortable { subject } => format!("{} cannot stand in ORDER BY", described(subject)),
        Rule::NotGroupable { subject } => format!("{} cannot be grouped by", described(subject)),
        Rule::NotAggregatable { subject, function } => {
            let described = described(subject);
            let kind = match &subject.field_type {
                _ if !subject.functions.is_empty() => "no field",
                Some(kind) if kind.as_str() == "textarea" => "a long text",
                _ => kind(subject.kind),
            };
            format!("{function} does not take {described}, which is {kind}")
        }
        Rule::NotGrouped { expr, usage, .. } => {
            let used = match usage {
                GroupUsage::Selected => "selected",
                GroupUsage::Compared => "compared",
                GroupUsage::Sorted => "sorted by",
            };
            format!("{expr} is {used}, but neither grouped by nor aggregated")
        }
        Rule::DateFunctionWithoutGroup { function } => {
            format!("{function} is selected, but the query does not group by it")
        }
        Rule::OverallAggregate { clause } => {
            format!("without GROUP BY there is one row, so {clause} is not allowed")
        }
        Rule::CountClause { sorted_by } => match sorted_by {
            Some(_) => "COUNT() is not allowed with ORDER BY".to_owned(),
            None => "COUNT() is not allowed with GROUP BY".to_owned(),
        },
        Rule::GroupingWithoutRollup => "GROUPING needs GROUP BY ROLLUP or GROUP BY CUBE".to_owned(),
        Rule::TooManyTotals => format!("ROLLUP and CUBE take at most {MAX_TOTALS} fields"),
        Rule::InvalidOperator { subject, operator } => {
            let (described, kind) = (described(subject), kind(subject.kind));
            format!("{described} is {kind}, which {operator} does not suit")
        }
        Rule::WrongType { subject, literal } => {
            let (described, kind) = (described(subject), kind(subject.kind));
            format!("{described} is {kind}, and {} is not", shown(literal))
        }
        Rule::InvalidId { text, error } => error.explain(text),
        Rule::WrongId {
            subject,
            id,
            owner,
            targets,
        } => {
            let (described, targets) = (described(subject), alternatives(targets));
            format!(
                "{id} is the Id of a record of {owner}, and {described} holds those of {targets}"
            )
        }
        Rule::UnlistedValue {
            subject,
            value,
            negated,
            ..
        } => {
            let consequence = consequence(*negated, "no record has it");
            let described = described(subject);
            format!("'{value}' is not a value of {described}, so {consequence}")
        }
        Rule::UnlistedType {
            relationship,
            value,
        } => {
            let targets = alternatives(&relationship.targets);
            format!("{} is never '{value}': it is {targets}", relationship.name)
        }
        Rule::TextTooLong {
            subject,
            most,
            length,
            negated,
        } => {
            let consequence = consequence(*negated, "no record has this text");
            let described = described(subject);
            format!(
                "{described} holds at most {most} characters and this has {length}, so \
                 {consequence}"
            )
        }
        Rule::NeverNull { operator } => format!("nothing is {operator} null"),
        Rule::OffsetTooLarge => format!("OFFSET may be {MAX_OFFSET} at most"),
        Rule::OffsetInChildren => {
            "OFFSET in a subquery needs LIMIT 1 in the query around it".to_owned()
        }
        Rule::SemiJoinOfSame { object } => {
            format!("the subquery after IN reads {object}, as the query around it does")
        }
        Rule::SemiJoinLeft { operand } => {
            format!(
                "only Ids can be IN a subquery, and {} is none",
                id_operand(operand)
            )
        }
        Rule::SemiJoinSelect { operand } => {
            let operand = operand.as_ref().map_or("this".to_owned(), id_operand);
            format!("a subquery after IN selects an Id or a lookup, and {operand} is neither")
        }
        Rule::SemiJoinNested => "a subquery after IN cannot have another one in it".to_owned(),
        Rule::SemiJoinWithOr => "a subquery after IN cannot stand beside OR".to_owned(),
        Rule::SemiJoinWithNot => "a subquery after IN cannot stand after NOT".to_owned(),
        Rule::SemiJoinInHaving => "HAVING takes no subquery".to_owned(),
        Rule::TooManySemiJoins => {
            format!("at most {MAX_SEMI_JOINS} subqueries after IN are allowed in a query")
        }
        Rule::TypeofOfOne { relationship } => {
            let Relationship { name, targets } = relationship;
            let target = alternatives(targets);
            format!("TYPEOF needs a relationship to several objects, and {name} is always {target}")
        }
        Rule::TypeofOfOther {
            relationship,
            object,
        } => {
            let targets = alternatives(&relationship.targets);
            format!("{} is never {object}: it is {targets}", relationship.name)
        }
        Rule::TypeofInGroup => {
            "TYPEOF cannot stand in a query that groups or aggregates".to_owned()
        }
        Rule::WrongArgument {
            function,
            accepts,
            subject,
        } => format!(
            "{function} takes {}, not {}, {}",
            accepted(*accepts),
            described(subject),
            kind(subject.kind)
        ),
        Rule::DistanceOperator => "DISTANCE is compared with < or > only".to_owned(),
        Rule::UnknownScope { name } => format!("there is no scope {name}"),
        Rule::WithClause {
            object,
            data_category,
        } => match data_category {
            true => format!("WITH DATA CATEGORY is for articles and questions, not for {object}"),
            false => format!("WITH takes no condition for {object}"),
        },
        Rule::LockClause { clause } => format!("FOR UPDATE is not allowed with {clause}"),
        Rule::PicklistOrder { subject, operator } => {
            let described = described(subject);
            format!("{described} is a picklist, whose values have no order that {operator} goes by")
        }
    }
}

/// Returns what to write instead.
pub(super) fn help(rule: &Rule) -> Option<String> {
    let help = match rule {
        Rule::TooLong { .. } => "make several queries of it, or move a long IN list to a bind",
        Rule::UnknownObject { suggestion, .. }
        | Rule::UnknownField { suggestion, .. }
        | Rule::UnknownRelationship { suggestion, .. }
        | Rule::UnknownChildren { suggestion, .. }
        | Rule::UnlistedValue { suggestion, .. } => return suggestion.as_ref().map(suggested),
        Rule::NotKnown { object, help } => {
            return Some(match help {
                Some(help) => help.clone(),
                None => format!("fetch the describe of {object} to have the query checked"),
            });
        }
        Rule::PolymorphicField {
            relationship: Relationship { name: of, .. },
            name,
            leads_on,
            example,
        } => {
            return Some(match leads_on {
                true => format!("write TYPEOF {of} WHEN {example} THEN {name}.Id END"),
                false => format!(
                    "ask for Id, Name, Type and the like, or write TYPEOF {of} WHEN {example} THEN \
                     {name} END"
                ),
            });
        }
        Rule::TooManyLevels { .. } => {
            "query the object further up by itself, by the Ids of the first query"
        }
        Rule::TooManyParents { .. } => "make two queries of it",
        Rule::TooManyChildren => "query some of the children by themselves",
        Rule::ChildrenTooDeep { .. } => "query these children by themselves",
        Rule::DuplicateField { .. } => "leave out one of them",
        Rule::DuplicateChildren { .. } => "make one subquery of both",
        Rule::DuplicateAlias { name } => {
            return Some(format!("give one of them another alias: {name} {name}2"));
        }
        Rule::AliasWithoutGroup { .. } => "leave the alias out",
        Rule::AggregateInChildren => {
            "query the children by themselves, with GROUP BY their lookup to the parent"
        }
        Rule::AggregateInWhere { .. } => "group by a field, and write it after HAVING",
        Rule::AggregateWithoutGroup { .. } => "group by a field",
        Rule::FieldsWithoutLimit { .. } => "add LIMIT 200, or name the fields",
        Rule::FieldsOfNone { .. } => "name the fields, or write FIELDS(STANDARD)",
        Rule::TypeofBesideFunction => "query the value of the function by itself",
        Rule::MisplacedFunction { function, place } => match (function, place) {
            (_, FunctionPlace::OutsideDateFunction) => {
                "write it in a date function: HOUR_IN_DAY(convertTimezone(field))"
            }
            (Function::ConvertCurrency, FunctionPlace::Where) => {
                "compare the field with an amount in a currency: Amount > USD5000"
            }
            (Function::ConvertCurrency, FunctionPlace::AroundAggregate) => {
                "leave it out, or convert the amounts of the records"
            }
            _ => "leave the function out",
        },
        Rule::LiteralTooLong { .. } => "compare with a shorter text",
        Rule::CurrencyLiteral { is_mixed } => match is_mixed {
            true => "give all of them a currency, or none",
            false => "leave the currency out",
        },
        Rule::SemiJoinPath { .. } => "query the Ids first and give them as a bind",
        Rule::GroupedAndAggregated { .. } => "aggregate another field, such as COUNT(Id)",
        Rule::ScopeInChildren => "leave it out, or query the children by themselves",
        Rule::DataCategories { limit } => match limit {
            DataCategoryLimit::GroupTwice { .. } => "name several categories: AT (a__c, b__c)",
            DataCategoryLimit::TooMany => "make several queries of it",
            DataCategoryLimit::WithoutFilter => "add WHERE PublishStatus = 'Online'",
        },
        Rule::FieldsInGroup { .. } => "name the fields that are grouped by",
        Rule::NotFilterable { subject } => match field_type(subject) {
            "textarea" => {
                "long texts cannot be searched by SOQL; use SOSL, or filter what comes back"
            }
            "address" => "filter by its parts, such as city and country",
            "location" => "write DISTANCE(field, GEOLOCATION(latitude, longitude), 'km') < 10",
            _ => "the org's describe does not let it be filtered by",
        },
        Rule::NotSortable { subject } => match field_type(subject) {
            "address" => "sort by its parts, such as country and city",
            "location" => "sort by DISTANCE(field, GEOLOCATION(latitude, longitude), 'km')",
            "multipicklist" => "several choices have no order",
            _ => "the org's describe does not let it be sorted by; sort what comes back",
        },
        Rule::NotGroupable { subject } => match field_type(subject) {
            _ if !subject.functions.is_empty() => {
                "the org's describe does not let it be grouped by"
            }
            "datetime" => "group by its day: DAY_ONLY(field), CALENDAR_MONTH(field)",
            "currency" | "double" | "percent" => "numbers with decimals are summed or averaged",
            _ => "the org's describe does not let it be grouped by",
        },
        Rule::NotAggregatable { function, subject } => match (function, &subject.field) {
            (Function::Sum | Function::Avg, _) => "only numbers are summed and averaged",
            (Function::CountDistinct, Some(field)) if subject.kind == ValueKind::Boolean => {
                return Some(format!(
                    "group by it, and count the rows: SELECT {field} … GROUP BY {field}"
                ));
            }
            (Function::CountDistinct, _) => "query the field, and count its values afterwards",
            _ => "COUNT(Id) counts the records",
        },
        Rule::NotGrouped {
            expr, has_groups, ..
        } => {
            return Some(match has_groups {
                true => format!("add it to GROUP BY, or aggregate it: MAX({expr})"),
                false => format!("add GROUP BY {expr}, or leave the aggregate functions out"),
            });
        }
        Rule::DateFunctionWithoutGroup { .. } => {
            "select the field itself, or add GROUP BY with the same function"
        }
        Rule::OverallAggregate { clause } => {
            return Some(format!("leave {clause} out, or group by a field"));
        }
        Rule::CountClause { sorted_by } => match sorted_by {
            Some(_) => "leave ORDER BY out: the answer is one number",
            None => "write COUNT(Id)",
        },
        Rule::InvalidOperator { subject, operator } => other_operator(subject, operator),
        Rule::WrongType { subject, literal } => return other_value(subject, literal),
        Rule::UnlistedType {
            relationship,
            value,
        } => {
            return near(value, &relationship.targets)
                .map(|near| format!("did you mean '{near}'?"));
        }
        Rule::NeverNull { .. } => "write = null or != null",
        Rule::OffsetTooLarge => {
            "sort by Id and go on from the last one: WHERE Id > :last ORDER BY Id"
        }
        Rule::OffsetInChildren => {
            "add LIMIT 1 to the outer query, or query the children by themselves"
        }
        Rule::SemiJoinOfSame { .. } => {
            "query the Ids first and give them as a bind: WHERE Id IN :ids"
        }
        Rule::SemiJoinObject { .. } => "query the Ids first and give them as a bind",
        Rule::SemiJoinNested => "query the inner Ids first and give them as a bind",
        Rule::SemiJoinWithOr => "query the Ids first and give them as a bind, or make two queries",
        Rule::SemiJoinWithNot => "write NOT IN instead of IN",
        Rule::SemiJoinInHaving => "move the condition to WHERE",
        Rule::TooManySemiJoins => "query the Ids first and give them as a bind",
        Rule::TypeofOfOne { relationship } => {
            return Some(format!("write {}. before each field", relationship.name));
        }
        Rule::TypeofOfOther {
            relationship,
            object,
        } => {
            return near(object, &relationship.targets).map(|near| format!("did you mean {near}?"));
        }
        Rule::UnknownScope { name } => match nearest(name, SCOPES) {
            Some(near) => return Some(format!("did you mean {near}?")),
            None => "the scopes most objects have are everything and mine",
        },
        Rule::WithClause {
            data_category: false,
            ..
        } => "write the condition after WHERE",
        Rule::LockClause { clause } => match *clause {
            "ORDER BY" => "leave ORDER BY out, and sort what comes back",
            _ => "leave one of them out: a deleted record cannot be changed",
        },
        Rule::PicklistOrder { .. } => "name the values that are wanted: IN ('a', 'b')",
        Rule::NotQueryable { .. }
        | Rule::GroupingWithoutRollup
        | Rule::TooManyTotals
        | Rule::InvalidId { .. }
        | Rule::WrongId { .. }
        | Rule::TextTooLong { .. }
        | Rule::SemiJoinLeft { .. }
        | Rule::SemiJoinSelect { .. }
        | Rule::SemiJoinOfOther { .. }
        | Rule::TypeofInGroup
        | Rule::WrongArgument { .. }
        | Rule::DistanceOperator
        | Rule::WithClause { .. } => return None,
    };
    Some(help.to_owned())
}

/// The right name or value, in words.
fn suggested(suggestion: &Suggestion) -> String {
    match suggestion {
        Suggestion::Name { name, left_out } => match left_out {
            Some(parts) => format!("write {name}: you left out {parts}"),
            None => format!("did you mean {name}?"),
        },
        Suggestion::Object {
            relationship,
            object,
        } => format!("{relationship} is a relationship, {object} is the object"),
        Suggestion::ParentField {
            relationship,
            reference,
        } => format!(
            "{relationship} leads to a parent: write {relationship}.Name and the like, or \
             {reference} for its Id"
        ),
        Suggestion::PathToParent {
            parent,
            relationship,
            field,
        } => format!("{parent} has it: write {relationship}.{field}"),
        Suggestion::RelationshipOf {
            reference,
            relationship,
            parent,
        } => format!("use {relationship} to reach the fields of {parent}, {reference} is its Id"),
        Suggestion::NotAReference { field, kind } => {
            format!("{field} is a {kind} field, which has no fields of its own")
        }
        Suggestion::Subquery { relationship } => {
            format!("{relationship} leads to children: write (SELECT Id FROM {relationship})")
        }
        Suggestion::ChildRelationships(relationships) => match relationships.as_slice() {
            [one] => format!("children are queried by their relationship: write {one}"),
            several => format!(
                "children are queried by their relationship: one of {}",
                several.join(", ")
            ),
        },
        Suggestion::NoSubquery { relationship } => format!(
            "{relationship} leads to a parent: write {relationship}.Name and the like, without \
             SELECT"
        ),
        Suggestion::Aliased {
            alias,
            expr,
            is_aggregate,
        } => match is_aggregate {
            true => format!("`{alias}` is the alias of `{expr}`: group by fields only"),
            false => format!(
                "`{alias}` is an alias, which GROUP BY does not take: write `GROUP BY {expr}`"
            ),
        },
        Suggestion::Value(value) => format!("did you mean '{value}'?"),
        Suggestion::ValueOfLabel(value) => format!("that is the label: the value is '{value}'"),
        Suggestion::Values(values) => {
            const MOST: usize = 8;
            let shown = values.iter().take(MOST).map(|value| format!("'{value}'"));
            let shown: Vec<_> = shown.collect();
            let more = match values.len().saturating_sub(MOST) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            format!("the values are {}{more}", shown.join(", "))
        }
    }
}

fn near<'a>(name: &str, names: &'a [String]) -> Option<&'a str> {
    nearest(name, names.iter().map(String::as_str))
}

/// A field with its object, `Name of Account`; a function as a call.
fn described(subject: &Subject) -> String {
    let name = subject.field.clone();
    if !subject.functions.is_empty() {
        let call = |inner: String, function: &Function| format!("{function}({inner})");
        return subject
            .functions
            .iter()
            .fold(name.unwrap_or_default(), call);
    }
    match (&subject.object, &subject.relationship, name) {
        (Some(object), _, Some(name)) => format!("{name} of {object}"),
        (None, Some(relationship), Some(name)) => format!("{relationship}.{name}"),
        (None, None, Some(name)) => name,
        (_, _, None) => "the field".to_owned(),
    }
}

fn field_type(subject: &Subject) -> &str {
    subject.field_type.as_ref().map_or("", |kind| kind.as_str())
}

/// The kind of value, in words.
const fn kind(kind: ValueKind) -> &'static str {
    match kind {
        ValueKind::Text => "a text",
        ValueKind::Picklist => "a picklist",
        ValueKind::MultiPicklist => "a multi-select picklist",
        ValueKind::Id => "an Id",
        ValueKind::Boolean => "a check box",
        ValueKind::Int => "a whole number",
        ValueKind::Decimal => "a number",
        ValueKind::Date => "a date",
        ValueKind::DateTime => "a date with a time",
        ValueKind::Time => "a time",
        ValueKind::Blob => "a file",
        ValueKind::Compound => "a compound field",
        ValueKind::Any => "a value",
    }
}

fn id_operand(operand: &IdOperand) -> String {
    match operand {
        IdOperand::Field(subject) => described(subject),
        IdOperand::Call(call) => call.clone(),
    }
}

/// The objects a reference may lead to: `Group or User`.
fn alternatives(targets: &[String]) -> String {
    match targets {
        [] => "records of several objects".to_owned(),
        [one] => one.clone(),
        [one, two] => format!("{one} or {two}"),
        [one, two, three] => format!("{one}, {two} or {three}"),
        [one, two, rest @ ..] => format!("{one}, {two} or one of {} other objects", rest.len()),
    }
}

const fn consequence(negated: bool, positive: &'static str) -> &'static str {
    if negated {
        "this leaves no record out"
    } else {
        positive
    }
}

const fn accepted(accepts: Accepts) -> &'static str {
    match accepts {
        Accepts::Picklists => "picklists",
        Accepts::Currencies => "currency fields",
        Accepts::Dates => "dates",
        Accepts::DateTimes => "dates with a time",
        Accepts::Locations => "location and address fields",
    }
}

/// A literal, unless it is long, and what it is.
fn shown(literal: &Literal) -> String {
    let kind = match &literal.kind {
        LiteralKind::Null => "null",
        LiteralKind::Boolean(_) => "the boolean",
        LiteralKind::Text(_) | LiteralKind::Pattern(_) => "the text",
        LiteralKind::Number(_) => "the number",
        LiteralKind::Currency { .. } => "the amount",
        LiteralKind::Date(_) => "the date",
        LiteralKind::DateTime(_) => "the moment",
        LiteralKind::Time(_) => "the time",
        LiteralKind::RelativeDate(_) => "the date literal",
    };
    let written = literal.to_string();
    match is_short(&written) {
        true => format!("{kind} {written}"),
        false => kind.to_owned(),
    }
}

fn is_short(written: &str) -> bool {
    written.chars().nth(40).is_none()
}

/// An operator that suits the type.
fn other_operator(subject: &Subject, operator: &str) -> &'static str {
    if subject.functions.last() == Some(&Function::Distance) {
        return "DISTANCE is compared with < or > only";
    }
    match (subject.kind, operator) {
        (_, "INCLUDES") => "INCLUDES is for multi-select picklists: write IN",
        (_, "EXCLUDES") => "EXCLUDES is for multi-select picklists: write NOT IN",
        (ValueKind::MultiPicklist, "IN") => "write INCLUDES",
        (ValueKind::MultiPicklist, "NOT IN") => "write EXCLUDES",
        (ValueKind::MultiPicklist, "LIKE") => "write INCLUDES ('value')",
        (ValueKind::MultiPicklist, _) => "write INCLUDES ('value') or EXCLUDES ('value')",
        (ValueKind::Id, "LIKE") => "compare Ids with = or IN",
        (_, "LIKE") => "LIKE is for texts",
        _ => "write = TRUE or = FALSE",
    }
}

/// How to write a value so that it has the type.
fn other_value(subject: &Subject, literal: &Literal) -> Option<String> {
    let written = literal.to_string();
    match (subject.kind, &literal.kind) {
        (ValueKind::Id, _) => {
            Some("write the Id of a record in quotes: '001000000000001AAA'".to_owned())
        }
        (ValueKind::Text | ValueKind::Picklist | ValueKind::MultiPicklist, _)
            if is_short(&written) =>
        {
            Some(format!("put it in quotes: '{written}'"))
        }
        (kind, LiteralKind::Text(text)) if is_of_kind(text, kind) => {
            Some(format!("write it without quotes: {text}"))
        }
        (ValueKind::Date, LiteralKind::DateTime(_)) => {
            let day = written.get(..10)?;
            Some(format!("write only the day: {day}"))
        }
        (ValueKind::DateTime, LiteralKind::Date(_)) => Some(format!(
            "write a moment, {written}T00:00:00Z, or compare the day: DAY_ONLY({}) = {written}",
            subject.field.as_deref().unwrap_or("field")
        )),
        (ValueKind::Date, _) => Some("write a date: 2025-04-29, TODAY, LAST_N_DAYS:30".to_owned()),
        (ValueKind::DateTime, _) => {
            Some("write a moment: 2025-04-29T15:45:00Z, TODAY, LAST_N_DAYS:30".to_owned())
        }
        (ValueKind::Time, _) => Some("write a time: 15:45:00.000Z".to_owned()),
        (ValueKind::Boolean, _) => Some("write TRUE or FALSE".to_owned()),
        _ => None,
    }
}

fn is_of_kind(text: &str, kind: ValueKind) -> bool {
    match kind {
        ValueKind::Boolean => {
            text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false")
        }
        ValueKind::Int | ValueKind::Decimal => decimal::parse(text).is_ok(),
        ValueKind::Date => parse_date(text).is_ok(),
        ValueKind::DateTime => parse_date_time(text).is_ok(),
        ValueKind::Time => parse_time(text).is_ok(),
        _ => false,
    }
}
