//! `WHERE`.

use ats_schema::soql::ast::{
    Call, Comparison, ComparisonOperator, Condition, Function, Literal, LiteralKind, Membership,
    Operand as Side, Query, SelectItem, SetOperator, SetValues, Span, Value as Given,
};

use super::value::{self, Operand, Target};
use super::{Resolver, is_aggregate, root_object};
use crate::org::Field;
use crate::query::plan::{Expr, Filter, Inner, Kind};
use crate::query::refusal::Refusal;
use crate::query::rules;

/// Where a condition stands, for the rules of semi-joins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    And,
    Or,
    Not,
}

impl<'v> Resolver<'_, 'v> {
    pub(super) fn condition(&mut self, condition: &Condition) -> Result<Filter<'v>, Refusal> {
        self.condition_within(condition, Within::And)
    }

    fn condition_within(
        &mut self,
        condition: &Condition,
        within: Within,
    ) -> Result<Filter<'v>, Refusal> {
        // A NOT anywhere above counts; so does an OR.
        let deeper = |here| if within == Within::And { here } else { within };
        match condition {
            Condition::And(junction) => {
                let filters = junction.conditions.iter();
                let filters = filters.map(|condition| self.condition_within(condition, within));
                Ok(Filter::All(filters.collect::<Result<_, _>>()?))
            }
            Condition::Or(junction) => {
                let filters = junction.conditions.iter();
                let filters =
                    filters.map(|condition| self.condition_within(condition, deeper(Within::Or)));
                Ok(Filter::Any(filters.collect::<Result<_, _>>()?))
            }
            Condition::Not(negation) => {
                let within = deeper(Within::Not);
                let filter = self.condition_within(&negation.condition, within)?;
                Ok(Filter::Not(Box::new(filter)))
            }
            Condition::Comparison(comparison) => {
                let expr = self.filterable(&comparison.left)?;
                self.comparison(comparison, expr)
            }
            Condition::Membership(membership) => {
                let expr = self.filterable(&membership.left)?;
                match &membership.right {
                    SetValues::Query { query, span } => {
                        let place = (within, *span);
                        self.semi_join(membership, expr, query, place)
                    }
                    _ => self.membership(membership, expr),
                }
            }
        }
    }

    /// The left side of a condition in `WHERE`.
    fn filterable(&mut self, operand: &Side) -> Result<Expr<'v>, Refusal> {
        let expr = self.operand(operand)?;
        let span = operand.span();
        if expr.is_aggregate() {
            return Err(rules::not_filterable(&self.described(operand), span));
        }
        if let Expr::Column { field, .. } = &expr
            && (!field.describe.filterable || matches!(expr.kind(), Kind::Compound | Kind::Blob))
        {
            return Err(rules::not_filterable(field.name(), span));
        }
        Ok(expr)
    }

    pub(super) fn comparison(
        &mut self,
        comparison: &Comparison,
        expr: Expr<'v>,
    ) -> Result<Filter<'v>, Refusal> {
        let Comparison {
            left,
            operator,
            right,
            ..
        } = comparison;
        let kind = expr.kind();
        let name = last_name(left);
        let target = Target {
            expr: &expr,
            name: &name,
            span: left.span(),
        };
        check_operator(*operator, &expr, left.span())?;
        if *operator == ComparisonOperator::Like {
            return like(&target, right, expr.clone());
        }
        if let Some(filter) = self.by_label(left, &expr, *operator, right) {
            return Ok(filter);
        }
        let negated = *operator == ComparisonOperator::NotEqual;
        Ok(match (operator, target.operand(right, self.context)?) {
            (ComparisonOperator::Equal | ComparisonOperator::NotEqual, Operand::Null) => {
                // A check box always has a value.
                match kind {
                    Kind::Boolean => Filter::Const(negated),
                    _ => Filter::Null { expr, negated },
                }
            }
            (ComparisonOperator::Equal | ComparisonOperator::NotEqual, Operand::Value(value)) => {
                Filter::Equal {
                    expr,
                    value,
                    negated,
                }
            }
            (ComparisonOperator::Equal, Operand::Range(from, until)) => Filter::All(vec![
                order(expr.clone(), ">=", from),
                order(expr, "<", until),
            ]),
            (ComparisonOperator::NotEqual, Operand::Range(from, until)) => {
                let is_in = Filter::All(vec![
                    order(expr.clone(), ">=", from),
                    order(expr, "<", until),
                ]);
                Filter::Not(Box::new(is_in))
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

    pub(super) fn membership(
        &mut self,
        membership: &Membership,
        expr: Expr<'v>,
    ) -> Result<Filter<'v>, Refusal> {
        let Membership {
            left,
            operator,
            right,
            ..
        } = membership;
        let values = match right {
            SetValues::List { values, .. } => values,
            SetValues::Bind(bind) => return Err(value::bind(bind.span)),
            SetValues::Query { span, .. } => return Err(rules::nested_semi_join(*span)),
        };
        let name = last_name(left);
        let target = Target {
            expr: &expr,
            name: &name,
            span: left.span(),
        };
        let is_multi = expr.kind() == Kind::MultiPicklist;
        let sets = matches!(operator, SetOperator::Includes | SetOperator::Excludes);
        if sets != is_multi || matches!(expr, Expr::Distance { .. }) {
            return Err(rules::invalid_operator(
                expr.kind(),
                expr.field(),
                left.span(),
            ));
        }
        let negated = matches!(operator, SetOperator::NotIn | SetOperator::Excludes);
        let mut known = Vec::with_capacity(values.len());
        let mut others = Vec::new();
        let mut null = false;
        for value in values {
            if let Some(filter) = self.by_label(left, &expr, ComparisonOperator::Equal, value) {
                others.push(filter);
                continue;
            }
            match target.operand(value, self.context)? {
                Operand::Null => null = true,
                Operand::Value(value) => known.push(value),
                Operand::Range(from, until) => others.push(Filter::All(vec![
                    order(expr.clone(), ">=", from),
                    order(expr.clone(), "<", until),
                ])),
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
                    rusqlite::types::Value::Text(text) => Some(text),
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
        let any = Filter::Any(others);
        Ok(match negated {
            true => Filter::Not(Box::new(any)),
            false => any,
        })
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
        if call.function != Function::ToLabel || expr.kind() != Kind::Picklist {
            return None;
        }
        let filter = Filter::In {
            expr: expr.clone(),
            values: values_of(field, label).map(Into::into).collect(),
        };
        Some(match negated {
            true => Filter::Not(Box::new(filter)),
            false => filter,
        })
    }

    /// `Id IN (SELECT AccountId FROM Contact)`.
    fn semi_join(
        &mut self,
        membership: &Membership,
        expr: Expr<'v>,
        query: &Query,
        (within, span): (Within, Span),
    ) -> Result<Filter<'v>, Refusal> {
        match within {
            Within::And => {}
            Within::Or => return Err(rules::semi_join_with_or(span)),
            Within::Not => return Err(rules::semi_join_with_not(span)),
        }
        self.counts.semi_joins += 1;
        if self.counts.semi_joins > rules::MAX_SEMI_JOINS {
            return Err(rules::too_many_semi_joins(span));
        }
        if expr.kind() != Kind::Id {
            let name = self.described(&membership.left);
            return Err(rules::left_of_semi_join(&name, membership.left.span()));
        }
        let Some(from) = query.from.first() else {
            return Err(rules::no_such_object("", span));
        };
        let root = root_object(self.context, from)?;
        if std::ptr::eq(root.object(), self.tables.root.object()) {
            return Err(rules::same_object(span));
        }
        let (context, counts) = (self.context, &mut *self.counts);
        let mut inner = Resolver::new(context, counts, root, &query.from)?;
        let column = inner.selected_id(query)?;
        if query.filter.as_ref().is_some_and(has_semi_join) {
            return Err(rules::nested_semi_join(query.span));
        }
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

    /// What the query of a semi-join selects.
    fn selected_id(&mut self, query: &Query) -> Result<Expr<'v>, Refusal> {
        let [SelectItem::Expr(item)] = query.select.items() else {
            return Err(rules::selected_by_semi_join("COUNT()", query.span));
        };
        let expr = self.operand(&item.expr)?;
        let is_id = expr.kind() == Kind::Id && !is_aggregate(query);
        if is_id && query.group_by.is_none() {
            Ok(expr)
        } else {
            let name = self.described(&item.expr);
            Err(rules::selected_by_semi_join(&name, item.span))
        }
    }
}

fn order<'v>(expr: Expr<'v>, operator: &'static str, value: rusqlite::types::Value) -> Filter<'v> {
    Filter::Order {
        expr,
        operator,
        value,
    }
}

/// The name of a field as messages give it: the last of its path.
fn last_name(operand: &Side) -> String {
    use ats_schema::soql::ast::Argument;
    let path = match operand {
        Side::Field(path) => path.last(),
        Side::Call(Call { arguments, .. }) => match arguments.first() {
            Some(Argument::Field(path)) => path.last(),
            _ => None,
        },
    };
    path.map_or_else(String::new, |name| name.text.clone())
}

/// Which operators suit which types (*SOQL and SOSL Reference, Comparison Operators*,
/// *Querying Multi-Select Picklists*).
fn check_operator(
    operator: ComparisonOperator,
    expr: &Expr<'_>,
    span: Span,
) -> Result<(), Refusal> {
    let kind = expr.kind();
    let is_equality = matches!(
        operator,
        ComparisonOperator::Equal | ComparisonOperator::NotEqual
    );
    if matches!(expr, Expr::Distance { .. }) {
        return match operator {
            ComparisonOperator::Less | ComparisonOperator::Greater => Ok(()),
            _ => Err(rules::distance_operator(span)),
        };
    }
    let suits = match kind {
        Kind::Text | Kind::Picklist => true,
        // "The LIKE operator is supported for string fields only" (Comparison Operators).
        _ if operator == ComparisonOperator::Like => false,
        Kind::Boolean | Kind::MultiPicklist => is_equality,
        _ => true,
    };
    match suits {
        true => Ok(()),
        false => Err(rules::invalid_operator(kind, expr.field(), span)),
    }
}

fn like<'v>(target: &Target<'_, 'v>, right: &Given, expr: Expr<'v>) -> Result<Filter<'v>, Refusal> {
    match right {
        Given::Literal(literal) => match &literal.kind {
            LiteralKind::Pattern(pattern) => Ok(Filter::Like {
                expr,
                pattern: pattern.clone(),
            }),
            LiteralKind::Null => Ok(Filter::Const(false)),
            _ => Err(rules::wrong_type(target.name, expr.kind(), target.span)),
        },
        Given::Bind(bind) => Err(value::bind(bind.span)),
    }
}

/// The values of a picklist that have this label.
fn values_of<'v>(field: &'v Field, label: &str) -> impl Iterator<Item = String> + use<'v> {
    let label = label.to_lowercase();
    let mut found: Vec<String> = field
        .describe
        .picklist_values
        .iter()
        .filter(|entry| entry.label.as_ref().unwrap_or(&entry.value).to_lowercase() == label)
        .map(|entry| entry.value.clone())
        .collect();
    // A value the picklist does not list is its own label.
    let unlisted = !field
        .describe
        .picklist_values
        .iter()
        .any(|entry| entry.value.to_lowercase() == label);
    if found.is_empty() && unlisted {
        found.push(label);
    }
    found.into_iter()
}

fn has_semi_join(condition: &Condition) -> bool {
    match condition {
        Condition::And(junction) | Condition::Or(junction) => {
            junction.conditions.iter().any(has_semi_join)
        }
        Condition::Not(negation) => has_semi_join(&negation.condition),
        Condition::Comparison(_) => false,
        Condition::Membership(membership) => {
            matches!(membership.right, SetValues::Query { .. })
        }
    }
}
