//! Queries that give groups: `GROUP BY`, `HAVING`, aggregate functions.

use ats_schema::soql::ast::{Argument, Function, GroupBy, Operand, SelectItem};

use super::{Resolver, check_alias};
use crate::query::plan::{Expr, GroupColumn, Grouping, Style};
use crate::query::unresolved::Unresolved;

impl<'v> Resolver<'_, 'v> {
    pub(super) fn grouping(&mut self, group_by: &GroupBy) -> Result<Grouping<'v>, Unresolved> {
        let items = group_by.items.iter().map(|operand| self.operand(operand));
        Ok(Grouping {
            kind: group_by.kind,
            items: items.collect::<Result<_, _>>()?,
        })
    }

    /// The `SELECT` list of a query that gives groups.
    pub(super) fn group_columns(
        &mut self,
        items: &[SelectItem],
        grouping: Option<&Grouping<'v>>,
    ) -> Result<Vec<GroupColumn<'v>>, Unresolved> {
        let mut columns: Vec<GroupColumn<'v>> = Vec::with_capacity(items.len());
        let mut unnamed = 0;
        for item in items {
            let SelectItem::Expr(item) = item else {
                return Err(Unresolved::Unchecked(item.span()));
            };
            let expr = self.group_expr(&item.expr, grouping)?;
            let style = style(&item.expr, &expr);
            let name = match (&item.alias, &item.expr) {
                (Some(alias), _) => alias.text.clone(),
                (None, Operand::Field(_)) => expr.field_name().to_owned(),
                (None, Operand::Call(_)) => {
                    unnamed += 1;
                    format!("expr{}", unnamed - 1)
                }
            };
            if let Some(alias) = &item.alias {
                check_alias(alias)?;
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

    /// A value of a record, or of a group: an aggregate, an alias, what is grouped by.
    pub(super) fn group_expr(
        &mut self,
        operand: &Operand,
        grouping: Option<&Grouping<'v>>,
    ) -> Result<Expr<'v>, Unresolved> {
        if let Operand::Field(path) = operand
            && let Some(name) = path.as_name()
            && let Some((_, expr)) = self.selected.iter().find(|(alias, _)| name.is(alias))
        {
            return Ok(expr.clone());
        }
        if let Operand::Call(call) = operand
            && call.function == Function::Grouping
        {
            let of = self.argument(call)?;
            let item = grouping.and_then(|it| it.items.iter().position(|item| *item == of));
            let item = item.ok_or(Unresolved::Unchecked(call.span))?;
            return Ok(Expr::GroupingOf { item });
        }
        self.operand(operand)
    }
}

pub(super) fn style<'v>(operand: &Operand, expr: &Expr<'v>) -> Style<'v> {
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
