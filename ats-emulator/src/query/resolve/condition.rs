//! `WHERE` and `HAVING`.

use ats_schema::describe::PicklistEntry;
use ats_schema::schema::ValueKind;
use ats_schema::soql::ast::{
    Comparison, ComparisonOperator, Condition, Function, Literal, LiteralKind, Membership,
    Operand as Side, Query, SelectItem, SetOperator, SetValues, Value as Given,
};
use rusqlite::types::Value as Sql;

use super::value::{self, Operand};
use super::{Resolver, root_object};
use crate::org::Field;
use crate::query::plan::{Expr, Filter, Inner};
use crate::query::unresolved::Unresolved;

impl<'v> Resolver<'_, 'v> {
    /// Resolves a condition; `left` resolves the left side of each comparison.
    pub(super) fn condition(
        &mut self,
        condition: &Condition,
        left: &impl Fn(&mut Self, &Side) -> Result<Expr<'v>, Unresolved>,
    ) -> Result<Filter<'v>, Unresolved> {
        let mut all = |conditions: &[Condition]| {
            let filters = conditions.iter().map(|it| self.condition(it, left));
            filters.collect::<Result<Vec<_>, _>>()
        };
        match condition {
            Condition::And(junction) => Ok(Filter::All(all(&junction.conditions)?)),
            Condition::Or(junction) => Ok(Filter::Any(all(&junction.conditions)?)),
            Condition::Not(negation) => {
                let filter = self.condition(&negation.condition, left)?;
                Ok(Filter::Not(Box::new(filter)))
            }
            Condition::Comparison(comparison) => {
                let expr = left(self, &comparison.left)?;
                self.comparison(comparison, expr)
            }
            Condition::Membership(membership) => {
                let expr = left(self, &membership.left)?;
                match &membership.right {
                    SetValues::Query { query, .. } => self.semi_join(membership, expr, query),
                    SetValues::List { values, .. } => self.membership(membership, values, expr),
                    SetValues::Bind(bind) => Err(Unresolved::Unchecked(bind.span)),
                }
            }
        }
    }

    fn comparison(
        &mut self,
        comparison: &Comparison,
        expr: Expr<'v>,
    ) -> Result<Filter<'v>, Unresolved> {
        let Comparison {
            left,
            operator,
            right,
            ..
        } = comparison;
        if *operator == ComparisonOperator::Like {
            return like(right, expr);
        }
        if let Some(filter) = self.by_label(left, &expr, *operator, right) {
            return Ok(filter);
        }
        let negated = *operator == ComparisonOperator::NotEqual;
        let is_equality = negated || *operator == ComparisonOperator::Equal;
        let value = value::operand(&expr, right, self.context)?;
        Ok(match (operator, value) {
            // For a check box, null means false (*Use null in WHERE*).
            (_, Operand::Null) if is_equality && expr.kind() == ValueKind::Boolean => {
                let value = 0.into();
                Filter::Equal {
                    expr,
                    value,
                    negated,
                }
            }
            (_, Operand::Null) if is_equality => Filter::Null { expr, negated },
            (_, Operand::Value(value)) if is_equality => Filter::Equal {
                expr,
                value,
                negated,
            },
            (_, Operand::Range(from, until)) if is_equality => {
                not_if(negated, within(expr, from, until))
            }
            // Nothing is less or more than no value.
            (_, Operand::Null) => Filter::Const(false),
            (operator, Operand::Value(value)) => order(expr, operator.as_str(), value),
            (ComparisonOperator::Less, Operand::Range(from, _)) => order(expr, "<", from),
            (ComparisonOperator::LessOrEqual, Operand::Range(_, until)) => order(expr, "<", until),
            (ComparisonOperator::Greater, Operand::Range(_, until)) => order(expr, ">=", until),
            (_, Operand::Range(from, _)) => order(expr, ">=", from),
        })
    }

    fn membership(
        &mut self,
        membership: &Membership,
        values: &[Given],
        expr: Expr<'v>,
    ) -> Result<Filter<'v>, Unresolved> {
        let Membership { left, operator, .. } = membership;
        let sets = matches!(operator, SetOperator::Includes | SetOperator::Excludes);
        let negated = matches!(operator, SetOperator::NotIn | SetOperator::Excludes);
        let mut known = Vec::with_capacity(values.len());
        let mut others = Vec::new();
        let mut null = false;
        for value in values {
            if let Some(filter) = self.by_label(left, &expr, ComparisonOperator::Equal, value) {
                others.push(filter);
                continue;
            }
            match value::operand(&expr, value, self.context)? {
                Operand::Null if expr.kind() == ValueKind::Boolean => known.push(0.into()),
                Operand::Null => null = true,
                Operand::Value(value) => known.push(value),
                Operand::Range(from, until) => others.push(within(expr.clone(), from, until)),
            }
        }
        if null {
            others.push(Filter::Null {
                expr: expr.clone(),
                negated: false,
            });
        }
        if !known.is_empty() {
            others.push(if sets {
                let text = |value| match value {
                    Sql::Text(text) => Some(text),
                    _ => None,
                };
                Filter::Includes {
                    expr,
                    groups: known.into_iter().filter_map(text).collect(),
                }
            } else {
                Filter::In {
                    expr,
                    values: known,
                }
            });
        }
        Ok(not_if(negated, Filter::Any(others)))
    }

    /// `toLabel(Status) = 'Offen'` compares with the values that have this label.
    fn by_label(
        &self,
        left: &Side,
        expr: &Expr<'v>,
        operator: ComparisonOperator,
        right: &Given,
    ) -> Option<Filter<'v>> {
        let call = left.as_call()?;
        let field = expr.field()?;
        let negated = match operator {
            ComparisonOperator::Equal => false,
            ComparisonOperator::NotEqual => true,
            _ => return None,
        };
        let Given::Literal(Literal {
            kind: LiteralKind::Text(label),
            ..
        }) = right
        else {
            return None;
        };
        if call.function != Function::ToLabel || expr.kind() != ValueKind::Picklist {
            return None;
        }
        let filter = Filter::In {
            expr: expr.clone(),
            values: values_of(field, label),
        };
        Some(not_if(negated, filter))
    }

    /// `Id IN (SELECT AccountId FROM Contact)`.
    fn semi_join(
        &mut self,
        membership: &Membership,
        expr: Expr<'v>,
        query: &Query,
    ) -> Result<Filter<'v>, Unresolved> {
        let root = root_object(self.context, query)?;
        let mut inner = Resolver::new(self.context, root, &query.from);
        let [SelectItem::Expr(item)] = query.select.items() else {
            return Err(Unresolved::Unchecked(query.span));
        };
        let column = inner.operand(&item.expr)?;
        let filter = inner.filter(query)?;
        Ok(Filter::SemiJoin {
            expr,
            query: Box::new(Inner {
                tables: inner.tables,
                column,
                filter,
                deleted: self.context.all,
            }),
            negated: membership.operator == SetOperator::NotIn,
        })
    }
}

fn order<'v>(expr: Expr<'v>, operator: &'static str, value: Sql) -> Filter<'v> {
    Filter::Order {
        expr,
        operator,
        value,
    }
}

fn within<'v>(expr: Expr<'v>, from: Sql, until: Sql) -> Filter<'v> {
    Filter::All(vec![
        order(expr.clone(), ">=", from),
        order(expr, "<", until),
    ])
}

fn not_if(negated: bool, filter: Filter<'_>) -> Filter<'_> {
    match negated {
        true => Filter::Not(Box::new(filter)),
        false => filter,
    }
}

fn like<'v>(right: &Given, expr: Expr<'v>) -> Result<Filter<'v>, Unresolved> {
    match right {
        Given::Literal(Literal { kind, .. }) if *kind == LiteralKind::Null => {
            Ok(Filter::Const(false))
        }
        Given::Literal(Literal {
            kind: LiteralKind::Pattern(pattern),
            ..
        }) => Ok(Filter::Like {
            expr,
            pattern: pattern.clone(),
        }),
        other => Err(Unresolved::Unchecked(other.span())),
    }
}

/// The values of a picklist that have this label.
fn values_of(field: &Field, label: &str) -> Vec<Sql> {
    let label = label.to_lowercase();
    let entries = &field.describe.picklist_values;
    let has_label = |entry: &&PicklistEntry| {
        entry.label.as_ref().unwrap_or(&entry.value).to_lowercase() == label
    };
    let labelled = entries.iter().filter(has_label);
    let mut found: Vec<Sql> = labelled.map(|entry| entry.value.clone().into()).collect();
    // A value the picklist does not list is its own label.
    let is_listed = entries
        .iter()
        .any(|entry| entry.value.to_lowercase() == label);
    if found.is_empty() && !is_listed {
        found.push(label.into());
    }
    found
}
