//! `explain=`: how a query would be run.
//!
//! Source: *REST API Developer Guide, Query Performance Feedback*. The numbers are those of
//! this org's store; the costs follow the thresholds that *Query & Search Optimization
//! Cheat Sheet* gives for selective filters, so that an index is preferred where an org
//! would prefer it.

use rusqlite::{Connection, params_from_iter};
use serde_json::{Value, json};

use super::plan::{Expr, Filter, Plan};
use super::sql::{self, Sql};
use crate::error::ApiError;
use crate::org::Field;

/// The most filters that are counted as a way to run the query, a limit of this emulator:
/// otherwise time and answer grow with the square of the query's length. Published answers have
/// a handful.
const MOST_WAYS: usize = 20;

/// A way to run the query.
struct Way {
    cardinality: i64,
    field: Option<String>,
    cost: f64,
}

pub(super) fn explain(connection: &Connection, plan: &Plan<'_>) -> Result<String, ApiError> {
    let count = |sql: Sql| -> Result<i64, ApiError> {
        let mut statement = connection.prepare_cached(&sql.text)?;
        Ok(statement.query_row(params_from_iter(sql.params), |row| row.get(0))?)
    };
    let total = count(sql::count_where(plan, None))?;
    let mut ways = Vec::new();
    let mut unindexed = vec!["IsDeleted".to_owned()];
    for filter in plan.filter.iter().flat_map(conjuncts) {
        let Some(field) = field_of(filter) else {
            continue;
        };
        if !is_indexed(field) {
            if !unindexed.iter().any(|name| name == field.name()) {
                unindexed.push(field.name().to_owned());
            }
            continue;
        }
        if ways.len() >= MOST_WAYS {
            continue;
        }
        let cardinality = count(sql::count_where(plan, Some(filter)))?;
        ways.push(Way {
            cardinality,
            field: Some(field.name().to_owned()),
            cost: cost(cardinality, total, field),
        });
    }
    ways.push(Way {
        cardinality: total,
        field: None,
        cost: SCAN + share(total, SCANNED),
    });
    ways.sort_by(|a, b| a.cost.total_cmp(&b.cost));
    let object = &plan.object().name;
    let notes: Vec<Value> = unindexed
        .into_iter()
        .map(|field| {
            json!({
                "description": "Not considering filter for optimization because unindexed",
                "fields": [field],
                "tableEnumOrId": object,
            })
        })
        .collect();
    let plans: Vec<Value> = ways
        .into_iter()
        .map(|way| {
            let kind = if way.field.is_some() {
                "Index"
            } else {
                "TableScan"
            };
            let fields: Vec<String> = way.field.into_iter().collect();
            json!({
                "cardinality": way.cardinality,
                "fields": fields,
                "leadingOperationType": kind,
                "notes": notes,
                "relativeCost": way.cost,
                "sobjectCardinality": total,
                "sobjectType": object,
            })
        })
        .collect();
    Ok(json!({ "plans": plans, "sourceQuery": null }).to_string())
}

/// What reading a whole table costs at least, as the guide's sample has it.
const SCAN: f64 = 0.65;
/// How many records cost as much as the limit of a selective filter.
const SCANNED: f64 = 100_000.0;

/// A filter is selective up to 30 % of the records on a standard index, 10 % on a custom
/// one: there the cost is 1.
fn cost(cardinality: i64, total: i64, field: &Field) -> f64 {
    let threshold = if field.describe.custom { 0.1 } else { 0.3 };
    if total == 0 {
        return 0.0;
    }
    share(cardinality, as_float(total) * threshold)
}

fn share(count: i64, of: f64) -> f64 {
    // Three digits are plenty for an estimate.
    (as_float(count) / of * 1000.0).round() / 1000.0
}

fn as_float(count: i64) -> f64 {
    // Counts beyond 2^32 do not fit any store of this kind.
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// The conditions that must all hold.
fn conjuncts<'p, 'v>(filter: &'p Filter<'v>) -> Vec<&'p Filter<'v>> {
    match filter {
        Filter::All(filters) => filters.iter().flat_map(conjuncts).collect(),
        filter => vec![filter],
    }
}

fn field_of<'v>(filter: &Filter<'v>) -> Option<&'v Field> {
    let expr = match filter {
        Filter::Equal {
            expr,
            negated: false,
            ..
        }
        | Filter::Order { expr, .. }
        | Filter::In { expr, .. }
        | Filter::Like { expr, .. }
        | Filter::SemiJoin {
            expr,
            negated: false,
            ..
        } => expr,
        Filter::Any(filters) => {
            return filters
                .first()
                .filter(|_| filters.len() == 1)
                .and_then(field_of);
        }
        _ => return None,
    };
    match expr {
        Expr::Column { table: 0, field } => Some(field),
        _ => None,
    }
}

/// Which fields have an index in every org (*Salesforce Help, Improve Performance of SOQL
/// Queries using a Custom Index*).
fn is_indexed(field: &Field) -> bool {
    const STANDARD: [&str; 8] = [
        "Id",
        "Name",
        "OwnerId",
        "CreatedDate",
        "SystemModstamp",
        "RecordTypeId",
        "Division",
        "Email",
    ];
    let describe = &field.describe;
    STANDARD.contains(&field.name())
        || !describe.reference_to.is_empty()
        || describe.external_id
        || describe.unique
}
