//! Queries that give groups: `GROUP BY`, `HAVING`, aggregate functions.

use ats_schema::soql::ast::{
    Argument, Condition, Function, GroupBy, GroupKind, Operand, SelectItem, SetValues,
};

use super::Resolver;
use crate::org::Field;
use crate::query::plan::{Expr, Filter, GroupColumn, Grouping, Kind, Style};
use crate::query::refusal::Refusal;
use crate::query::rules;

/// "You can't use more than three fields" (*GROUP BY ROLLUP*).
const MAX_TOTALS: usize = 3;

impl<'v> Resolver<'_, 'v> {
    pub(super) fn grouping(&mut self, group_by: &GroupBy) -> Result<Grouping<'v>, Refusal> {
        if group_by.kind != GroupKind::Plain && group_by.items.len() > MAX_TOTALS {
            return Err(rules::too_many_totals(group_by.span));
        }
        let mut items = Vec::with_capacity(group_by.items.len());
        for operand in &group_by.items {
            let expr = self.operand(operand)?;
            let groupable = match &expr {
                Expr::Column { field, .. } => {
                    field.describe.is_groupable() && expr.kind() != Kind::Compound
                }
                Expr::DatePart { .. } | Expr::TypeOfTarget { .. } => true,
                Expr::OfTarget { targets, .. } => targets
                    .iter()
                    .all(|(_, field)| field.describe.is_groupable()),
                _ => false,
            };
            if !groupable {
                return Err(rules::not_groupable(&self.described(operand)));
            }
            items.push(expr);
        }
        Ok(Grouping {
            kind: group_by.kind,
            items,
        })
    }

    /// The `SELECT` list of a query that gives groups.
    pub(super) fn group_columns(
        &mut self,
        items: &[SelectItem],
        grouping: Option<&Grouping<'v>>,
    ) -> Result<Vec<GroupColumn<'v>>, Refusal> {
        let mut columns: Vec<GroupColumn<'v>> = Vec::with_capacity(items.len());
        let mut unnamed = 0;
        for item in items {
            let item = match item {
                SelectItem::Expr(item) => item,
                SelectItem::Fields(item) => return Err(rules::fields_in_group(item.span)),
                SelectItem::Subquery(item) => return Err(rules::aggregate_in_children(item.span)),
                SelectItem::Typeof(item) => return Err(rules::typeof_in_group(item.span)),
            };
            let expr = self.group_expr(&item.expr, grouping, rules::not_grouped)?;
            let style = style(&item.expr, &expr);
            let name = match (&item.alias, &item.expr) {
                (Some(alias), _) => alias.text.clone(),
                (None, Operand::Field(_)) => match &expr {
                    Expr::TypeOfTarget { .. } => "Type".to_owned(),
                    _ => expr.field().map_or("", Field::name).to_owned(),
                },
                (None, Operand::Call(_)) => {
                    unnamed += 1;
                    format!("expr{}", unnamed - 1)
                }
            };
            // Salesforce calls a name an alias here even if nobody wrote one.
            if columns
                .iter()
                .any(|other| other.name.eq_ignore_ascii_case(&name))
            {
                return Err(rules::alias_twice(&name));
            }
            if let Some(alias) = &item.alias {
                rules::check_alias(alias)?;
                self.selected.push((alias.text.clone(), expr.clone()));
            }
            // A column of its own each: two that are the same are shown twice.
            let column = self.columns.len();
            self.columns.push(expr);
            columns.push(GroupColumn {
                name,
                column,
                style,
            });
        }
        Ok(columns)
    }

    /// A value of a group: an aggregate, or what is grouped by.
    pub(super) fn group_expr(
        &mut self,
        operand: &Operand,
        grouping: Option<&Grouping<'v>>,
        refused: fn(&str) -> Refusal,
    ) -> Result<Expr<'v>, Refusal> {
        if let Operand::Field(path) = operand
            && let Some(name) = path.as_name()
            && let Some((_, expr)) = self.selected.iter().find(|(alias, _)| name.is(alias))
        {
            return Ok(expr.clone());
        }
        if let Operand::Call(call) = operand
            && call.function == Function::Grouping
        {
            let with_totals = grouping.filter(|grouping| grouping.kind != GroupKind::Plain);
            let Some(grouping) = with_totals else {
                return Err(rules::grouping_without_rollup(call.span));
            };
            let of = self.argument(call)?;
            let item = grouping.items.iter().position(|item| item.is_same(&of));
            return match item {
                Some(item) => Ok(Expr::GroupingOf { item }),
                None => Err(rules::not_grouped(&self.described(operand))),
            };
        }
        let expr = self.operand(operand)?;
        let is_grouped =
            grouping.is_some_and(|grouping| grouping.items.iter().any(|item| item.is_same(&expr)));
        if expr.is_aggregate() || is_grouped {
            Ok(expr)
        } else {
            Err(refused(&self.described(operand)))
        }
    }

    pub(super) fn having(
        &mut self,
        condition: &Condition,
        grouping: Option<&Grouping<'v>>,
    ) -> Result<Filter<'v>, Refusal> {
        let mut all = |conditions: &[Condition]| {
            let filters = conditions
                .iter()
                .map(|condition| self.having(condition, grouping));
            filters.collect::<Result<Vec<_>, _>>()
        };
        match condition {
            Condition::And(junction) => Ok(Filter::All(all(&junction.conditions)?)),
            Condition::Or(junction) => Ok(Filter::Any(all(&junction.conditions)?)),
            Condition::Not(negation) => {
                let filter = self.having(&negation.condition, grouping)?;
                Ok(Filter::Not(Box::new(filter)))
            }
            Condition::Comparison(comparison) => {
                let expr = self.group_expr(&comparison.left, grouping, rules::not_grouped)?;
                self.comparison(comparison, expr)
            }
            Condition::Membership(membership) => {
                if let SetValues::Query { span, .. } = membership.right {
                    return Err(rules::semi_join_with_not(span));
                }
                let expr = self.group_expr(&membership.left, grouping, rules::not_grouped)?;
                self.membership(membership, expr)
            }
        }
    }
}

fn style<'v>(operand: &Operand, expr: &Expr<'v>) -> Style<'v> {
    let mut call = operand.as_call();
    while let Some(outer) = call {
        match (outer.function, expr.field()) {
            (Function::ToLabel, Some(field)) => return Style::Label(field),
            (Function::Format, _) => return Style::Localized,
            _ => {}
        }
        call = match outer.arguments.first() {
            Some(Argument::Call(inner)) => Some(inner),
            _ => None,
        };
    }
    Style::Plain
}
