//! Conditions.
//!
//! SOQL knows only true and false: what SQL calls unknown is false. Where nothing denies a
//! condition the two are the same, and SQL's own comparisons keep their indexes; below a
//! `NOT`, unknown is made false.

use ats_schema::rules::literal::LikePart;
use ats_schema::schema::ValueKind;
use rusqlite::types::Value;

use super::Writer;
use crate::query::functions;
use crate::query::plan::{Expr, Filter};

/// Longer lists are bound as one parameter: SQLite takes 32,766 of them.
const MAX_BOUND: usize = 64;

impl<'v> Writer<'_, 'v> {
    /// Writes a condition; with `strict`, one that is never unknown.
    pub(super) fn filter(&mut self, filter: &Filter<'v>, strict: bool) {
        match filter {
            Filter::All(filters) => self.junction(filters, " AND ", "1", strict),
            Filter::Any(filters) => self.junction(filters, " OR ", "0", strict),
            Filter::Not(filter) => {
                self.push("NOT ");
                self.filter(filter, true);
            }
            Filter::Const(holds) => self.push(if *holds { "1" } else { "0" }),
            Filter::Null { expr, negated } => {
                self.push("(");
                self.expr(expr);
                self.push(if *negated {
                    " IS NOT NULL)"
                } else {
                    " IS NULL)"
                });
            }
            Filter::Equal {
                expr,
                value,
                negated,
            } => {
                // `IS` is never unknown, but does not use the indexes of references.
                let operator = match (negated, strict) {
                    (true, _) => " IS NOT ",
                    (false, true) => " IS ",
                    (false, false) => " = ",
                };
                self.push("(");
                self.compared(expr);
                self.push(operator);
                self.bind(value.clone());
                self.push(")");
            }
            Filter::Order {
                expr,
                operator,
                value,
            } => self.leaf(strict, |writer| {
                writer.compared(expr);
                writer.push(&format!(" {operator} "));
                writer.bind(value.clone());
            }),
            Filter::Like { expr, pattern } => self.like(expr, pattern),
            Filter::In { expr, values } => self.leaf(strict, |writer| {
                writer.compared(expr);
                writer.push(" IN (");
                writer.list(values);
                writer.push(")");
            }),
            Filter::Includes { expr, groups } => {
                self.push("sf_includes(");
                self.expr(expr);
                self.push(", ");
                self.bind(groups.join(functions::BETWEEN_GROUPS));
                self.push(")");
            }
            Filter::SemiJoin {
                expr,
                query,
                negated,
            } => {
                self.push("(");
                if *negated {
                    self.expr(expr);
                    self.push(" IS NULL OR ");
                }
                self.expr(expr);
                self.push(if *negated { " NOT IN (" } else { " IN (" });
                self.inner(query);
                self.push("))");
            }
        }
    }

    /// Halves of halves: SQLite takes trees 1,000 deep, and a chain of `OR` is one as deep
    /// as it is long.
    fn junction(&mut self, filters: &[Filter<'v>], word: &str, none: &str, strict: bool) {
        match filters {
            [] => self.push(none),
            [filter] => self.filter(filter, strict),
            _ => {
                let (left, right) = filters.split_at(filters.len() / 2);
                self.push("(");
                self.junction(left, word, none, strict);
                self.push(word);
                self.junction(right, word, none, strict);
                self.push(")");
            }
        }
    }

    fn leaf(&mut self, strict: bool, write: impl FnOnce(&mut Self)) {
        self.push(if strict { "coalesce(" } else { "(" });
        write(self);
        self.push(if strict { ", 0)" } else { ")" });
    }

    /// A value as it is compared.
    fn compared(&mut self, expr: &Expr<'v>) {
        match expr.kind() {
            // "If you use a Boolean field in a WHERE clause in an outer join, the Boolean
            // field is treated as false when no records match" (*Using SOQL and Filtering
            // on Boolean Fields*).
            ValueKind::Boolean => {
                self.push("coalesce(");
                self.expr(expr);
                self.push(", 0)");
            }
            ValueKind::MultiPicklist => {
                self.push("sf_multi(");
                self.expr(expr);
                self.push(")");
            }
            _ => self.collated(expr),
        }
    }

    fn like(&mut self, expr: &Expr<'v>, pattern: &[LikePart]) {
        self.push("sf_like(");
        self.expr(expr);
        self.push(", ");
        self.bind(functions::encode_pattern(pattern));
        self.push(if expr.collation() == "BINARY" {
            ", 1)"
        } else {
            ", 0)"
        });
    }

    fn list(&mut self, values: &[Value]) {
        if values.len() <= MAX_BOUND {
            for (index, value) in values.iter().enumerate() {
                if index > 0 {
                    self.push(", ");
                }
                self.bind(value.clone());
            }
            return;
        }
        let json = values.iter().map(|value| match value {
            Value::Integer(number) => (*number).into(),
            Value::Real(number) => (*number).into(),
            Value::Text(text) => text.as_str().into(),
            Value::Null | Value::Blob(_) => serde_json::Value::Null,
        });
        let json: Vec<serde_json::Value> = json.collect();
        self.push("SELECT value FROM json_each(");
        self.bind(serde_json::Value::Array(json).to_string());
        self.push(")");
    }
}
