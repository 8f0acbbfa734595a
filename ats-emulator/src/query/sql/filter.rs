//! Conditions.
//!
//! SOQL knows only true and false: what SQL calls unknown is false. Where nothing denies a
//! condition the two are the same, and SQL's own comparisons keep their indexes; below a
//! `NOT`, unknown is made false.

use ats_schema::schema::ValueKind;
use rusqlite::types::Value;

use super::Writer;
use crate::query::functions;
use crate::query::plan::{Expr, Filter};
use crate::store::BINARY;

/// Longer lists are bound as one parameter: SQLite takes 32,766 of them.
const MAX_BOUND: usize = 64;

impl<'v> Writer<'_, 'v> {
    /// A condition; with `strict`, one that is never unknown.
    pub(super) fn filter(&mut self, filter: &Filter<'v>, strict: bool) -> String {
        match filter {
            Filter::All(filters) => self.junction(filters, "AND", "1", strict),
            Filter::Any(filters) => self.junction(filters, "OR", "0", strict),
            Filter::Not(filter) => format!("NOT {}", self.filter(filter, true)),
            Filter::Const(holds) => i32::from(*holds).to_string(),
            Filter::Null { expr, negated } => {
                let operator = if *negated { "IS NOT" } else { "IS" };
                format!("({} {operator} NULL)", self.expr(expr))
            }
            Filter::Equal {
                expr,
                value,
                negated,
            } => {
                // `IS` is never unknown, but does not use the indexes of references.
                let operator = match (negated, strict) {
                    (true, _) => "IS NOT",
                    (false, true) => "IS",
                    (false, false) => "=",
                };
                let (expr, value) = (self.compared(expr), self.bind(value.clone()));
                format!("({expr} {operator} {value})")
            }
            Filter::Order {
                expr,
                operator,
                value,
            } => {
                let (expr, value) = (self.compared(expr), self.bind(value.clone()));
                leaf(&format!("{expr} {operator} {value}"), strict)
            }
            Filter::Like { expr, pattern } => format!(
                "sf_like({}, {}, {})",
                self.expr(expr),
                self.bind(functions::encode_pattern(pattern)),
                i32::from(expr.collation() == BINARY)
            ),
            Filter::In { expr, values } => {
                let (expr, values) = (self.compared(expr), self.list(values));
                leaf(&format!("{expr} IN ({values})"), strict)
            }
            Filter::Includes { expr, groups } => format!(
                "sf_includes({}, {})",
                self.expr(expr),
                self.bind(groups.join(functions::BETWEEN_GROUPS))
            ),
            Filter::SemiJoin {
                expr,
                query,
                negated: false,
            } => format!("({} IN ({}))", self.expr(expr), self.inner(query)),
            Filter::SemiJoin { expr, query, .. } => format!(
                "({} IS NULL OR {} NOT IN ({}))",
                self.expr(expr),
                self.expr(expr),
                self.inner(query)
            ),
        }
    }

    /// Halves of halves: SQLite takes trees 1,000 deep, and a chain of `OR` is one as deep
    /// as it is long.
    fn junction(&mut self, filters: &[Filter<'v>], word: &str, none: &str, strict: bool) -> String {
        match filters {
            [] => none.to_owned(),
            [filter] => self.filter(filter, strict),
            _ => {
                let (left, right) = filters.split_at(filters.len() / 2);
                let left = self.junction(left, word, none, strict);
                let right = self.junction(right, word, none, strict);
                format!("({left} {word} {right})")
            }
        }
    }

    /// A value as it is compared.
    fn compared(&mut self, expr: &Expr<'v>) -> String {
        match expr.kind() {
            // "If you use a Boolean field in a WHERE clause in an outer join, the Boolean
            // field is treated as false when no records match" (*Using SOQL and Filtering
            // on Boolean Fields*).
            ValueKind::Boolean => format!("coalesce({}, 0)", self.expr(expr)),
            ValueKind::MultiPicklist => format!("sf_multi({})", self.expr(expr)),
            _ => self.collated(expr),
        }
    }

    fn list(&mut self, values: &[Value]) -> String {
        if values.len() <= MAX_BOUND {
            let bound = values.iter().map(|value| self.bind(value.clone()));
            return bound.collect::<Vec<_>>().join(", ");
        }
        let json = values.iter().map(|value| match value {
            Value::Integer(number) => (*number).into(),
            Value::Real(number) => (*number).into(),
            Value::Text(text) => text.as_str().into(),
            Value::Null | Value::Blob(_) => serde_json::Value::Null,
        });
        let json: serde_json::Value = json.collect();
        format!(
            "SELECT value FROM json_each({})",
            self.bind(json.to_string())
        )
    }
}

fn leaf(condition: &str, strict: bool) -> String {
    match strict {
        true => format!("coalesce({condition}, 0)"),
        false => format!("({condition})"),
    }
}
