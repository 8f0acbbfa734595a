//! Queries that give groups.

use ats_schema::soql::ast::GroupKind;

use super::expr::collate;
use super::{Sql, Writer, direction};
use crate::query::plan::{Expr, Grouping, Order, Plan};

/// The groups of a query, subtotals included; at most `most` of them.
pub(in crate::query) fn groups(plan: &Plan<'_>, most: u64) -> Sql {
    let mut writer = Writer::default();
    let groups = match &plan.grouping {
        Some(grouping) if grouping.kind != GroupKind::Plain => writer.with_totals(plan, grouping),
        grouping => {
            let columns = writer.columns(plan);
            let grouped = writer.grouped(plan, grouping.as_ref());
            let order = writer.group_order(plan, grouping.as_ref());
            format!("SELECT {columns} {grouped}{order}")
        }
    };
    let limit = writer.limit(Some(plan.limit_within(most)), plan.offset);
    writer.finish(format!("{groups} {limit}"))
}

/// Which items each subtotal leaves out, a bit each.
fn left_out(grouping: &Grouping<'_>) -> Vec<u32> {
    let items = u32::try_from(grouping.items.len()).unwrap_or_default();
    let all = (1_u32 << items) - 1;
    match grouping.kind {
        GroupKind::Plain => vec![0],
        // Without the last item, without the last two, …
        GroupKind::Rollup => (0..=items).map(|kept| all & !((1 << kept) - 1)).collect(),
        GroupKind::Cube => (0..=all).collect(),
    }
}

/// As the query says; else by the items, each subtotal after what it sums up.
fn sort_keys<'v>(plan: &Plan<'v>, grouping: &Grouping<'v>) -> Vec<Order<'v>> {
    let ascending = |expr| Order {
        expr,
        descending: false,
        nulls_last: false,
    };
    if plan.order.is_empty() {
        let keys = grouping.items.iter().enumerate().flat_map(|(item, expr)| {
            [
                ascending(Expr::GroupingOf { item }),
                ascending(expr.clone()),
            ]
        });
        return keys.collect();
    }
    plan.order
        .iter()
        .map(|order| Order {
            expr: order.expr.clone(),
            ..*order
        })
        .collect()
}

impl<'p, 'v> Writer<'p, 'v> {
    /// SQLite has no `ROLLUP`: one `SELECT` for each set of items, all of them together sorted.
    fn with_totals(&mut self, plan: &'p Plan<'v>, grouping: &'p Grouping<'v>) -> String {
        let keys = sort_keys(plan, grouping);
        let selects = left_out(grouping).into_iter().map(|left_out| {
            self.totals = Some((grouping, left_out));
            let columns = self.named_columns(plan, &keys);
            let grouped = self.grouped(plan, Some(grouping));
            format!("SELECT {columns} {grouped}")
        });
        let selects: Vec<String> = selects.collect();
        self.totals = None;
        let first = plan.columns.len();
        let order = keys.iter().enumerate().map(|(index, key)| {
            let (column, collate) = (first + index, collate(&key.expr));
            format!("c{column}{collate}{}", direction(key))
        });
        let order: Vec<String> = order.collect();
        let selects = selects.join(" UNION ALL ");
        format!("SELECT * FROM ({selects}) ORDER BY {}", order.join(", "))
    }

    fn named_columns(&mut self, plan: &Plan<'v>, keys: &[Order<'v>]) -> String {
        let mut columns: Vec<String> = plan.columns.iter().map(|it| self.expr(it)).collect();
        columns.extend(keys.iter().map(|key| self.sort_key(key)));
        let named = columns.iter().enumerate();
        let named = named.map(|(index, column)| format!("{column} AS c{index}"));
        named.collect::<Vec<_>>().join(", ")
    }

    /// `FROM` to `HAVING`.
    fn grouped(&mut self, plan: &'p Plan<'v>, grouping: Option<&Grouping<'v>>) -> String {
        let tables = self.tables(&plan.tables);
        let mut text = format!("FROM {tables} WHERE {}", self.conditions(plan, None));
        if let Some(grouping) = grouping {
            let left_out = self.totals.map_or(0, |(_, left_out)| left_out);
            let items = grouping.items.iter().enumerate();
            let items = items.filter(|(index, _)| left_out >> index & 1 == 0);
            let items: Vec<String> = items.map(|(_, item)| self.collated(item)).collect();
            text.push_str(&match items.is_empty() {
                // The grand total: one group of everything, or none of nothing.
                true => " GROUP BY NULL".to_owned(),
                false => format!(" GROUP BY {}", items.join(", ")),
            });
        }
        if let Some(having) = &plan.having {
            text.push_str(" HAVING ");
            text.push_str(&self.filter(having, false));
        }
        text
    }

    /// Without an `ORDER BY`, by what is grouped by: any order would do.
    fn group_order(&mut self, plan: &Plan<'v>, grouping: Option<&Grouping<'v>>) -> String {
        let items = grouping.map_or(&[][..], |grouping| &grouping.items);
        let mut keys = self.sort_keys(&plan.order);
        keys.extend(items.iter().map(|item| self.collated(item)));
        match keys.is_empty() {
            true => String::new(),
            false => format!(" ORDER BY {}", keys.join(", ")),
        }
    }
}
