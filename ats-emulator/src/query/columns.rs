//! `columns=true`: what columns a query has.
//!
//! The parameter is what Salesforce's own tools use and no guide describes it; the shape is
//! that of answers people have published, see the type `QueryResultsColumns` of Jetstream
//! (`jetstreamapp/jetstream`).

use ats_schema::describe::FieldType;
use ats_schema::schema::ValueKind;
use ats_schema::soql::ast::Function;
use serde_json::{Value, json};

use super::plan::{Expr, Item, Output, Plan, Record};
use crate::org::Field;

pub(super) fn columns(plan: &Plan<'_>) -> Value {
    let (columns, grouped) = match &plan.output {
        Output::Count => (Vec::new(), false),
        Output::Records(record) => (record_columns(plan, record), false),
        Output::Groups(groups) => {
            let columns = groups
                .iter()
                .map(|group| column(&group.name, &plan.columns[group.column]))
                .collect();
            (columns, plan.grouping.is_some())
        }
    };
    let id_selected = columns
        .iter()
        .any(|column: &Value| column["columnName"] == "Id");
    let object = plan.object();
    json!({
        "columnMetadata": columns,
        "entityName": object.name,
        "groupBy": grouped,
        "idSelected": id_selected,
        "keyPrefix": object.prefix,
    })
}

fn record_columns(plan: &Plan<'_>, record: &Record<'_>) -> Vec<Value> {
    items(plan, &record.items)
}

fn items(plan: &Plan<'_>, list: &[Item<'_>]) -> Vec<Value> {
    list.iter()
        .map(|item| match item {
            Item::Value {
                name, column: at, ..
            } => column(name, &plan.columns[*at]),
            Item::Compound { field, .. } | Item::Blob { field, .. } => of_field(field),
            Item::Parent { name, record } => joined(name, record_columns(plan, record)),
            Item::Target {
                name, items: list, ..
            } => joined(name, items(plan, list)),
            Item::Typeof {
                name,
                whens,
                otherwise,
                ..
            } => {
                let mut all: Vec<Value> = Vec::new();
                let of_whens = whens.iter().flat_map(|record| record_columns(plan, record));
                let of_others = otherwise.iter().flat_map(|list| items(plan, list));
                for column in of_whens.chain(of_others) {
                    if !all
                        .iter()
                        .any(|other| other["columnName"] == column["columnName"])
                    {
                        all.push(column);
                    }
                }
                joined(name, all)
            }
            Item::Children { name, child } => {
                let child = &plan.children[*child];
                let columns = match &child.output {
                    Output::Records(record) => record_columns(child, record),
                    _ => Vec::new(),
                };
                joined(name, columns)
            }
        })
        .collect()
}

fn of_field(field: &Field) -> Value {
    column(field.name(), &Expr::Column { table: 0, field })
}

fn column(name: &str, expr: &Expr<'_>) -> Value {
    let kind = expr.kind();
    let field = expr.field().map(|field| &field.describe);
    let aggregate = expr.is_aggregate();
    let display = match expr {
        Expr::Aggregate { function, of } => {
            let of = of.as_ref().and_then(|of| of.field());
            format!("{}({})", function.as_str(), of.map_or("", Field::name))
        }
        Expr::DatePart { part, of } => {
            format!("{}({})", part.as_str(), of.field().map_or("", Field::name))
        }
        _ => name.to_owned(),
    };
    json!({
        "aggregate": aggregate,
        "apexType": apex_type(expr),
        "booleanType": kind == ValueKind::Boolean,
        "columnName": name,
        "custom": field.is_some_and(|field| field.custom) && !aggregate,
        "displayName": display,
        "foreignKeyName": field.and_then(|field| field.relationship_name.clone()),
        "insertable": field.is_some_and(|field| field.is_createable()) && !aggregate,
        "joinColumns": [],
        "numberType": kind.is_number(),
        "textType": kind.is_text() || kind == ValueKind::Id,
        "updatable": field.is_some_and(|field| field.is_updateable()) && !aggregate,
    })
}

/// A parent, or children.
fn joined(name: &str, columns: Vec<Value>) -> Value {
    json!({
        "aggregate": false,
        "apexType": "complexvaluetype",
        "booleanType": false,
        "columnName": name,
        "custom": name.ends_with("__r"),
        "displayName": name,
        "foreignKeyName": null,
        "insertable": false,
        "joinColumns": columns,
        "numberType": false,
        "textType": false,
        "updatable": false,
    })
}

fn apex_type(expr: &Expr<'_>) -> &'static str {
    if let Expr::Aggregate {
        function: Function::Count | Function::CountDistinct,
        ..
    } = expr
    {
        return "Integer";
    }
    match (
        expr.kind(),
        expr.field().map(|field| &field.describe.field_type),
    ) {
        (ValueKind::Boolean, _) => "Boolean",
        (ValueKind::Id, _) => "Id",
        (ValueKind::Int, _) => "Integer",
        (ValueKind::Decimal, _) => "Double",
        (ValueKind::Date, _) => "Date",
        (ValueKind::DateTime, _) => "Datetime",
        (ValueKind::Time, _) => "Time",
        (ValueKind::Blob, _) => "Blob",
        (ValueKind::Compound, Some(FieldType::Location)) => "Location",
        (ValueKind::Compound, _) => "Address",
        _ => "String",
    }
}
