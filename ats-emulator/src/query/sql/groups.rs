//! Queries that give groups.

use ats_schema::soql::ast::GroupKind;

use super::{Sql, Writer};
use crate::query::plan::{Expr, Grouping, Order, Plan};

/// The groups of a query, subtotals included; at most `most` of them.
pub(in crate::query) fn groups(plan: &Plan<'_>, most: u64) -> Sql {
    let mut writer = Writer::default();
    match &plan.grouping {
        Some(grouping) if grouping.kind != GroupKind::Plain => {
            with_totals(plan, grouping, &mut writer)
        }
        grouping => {
            writer.push("SELECT ");
            writer.columns(plan);
            writer.grouped(plan, grouping.as_ref());
            writer.group_order(plan, grouping.as_ref());
        }
    }
    let limit = plan.limit.map_or(most, |limit| limit.min(most));
    writer.limit(Some(limit), plan.offset);
    writer.sql
}

/// SQLite has no `ROLLUP`: one `SELECT` for each set of items, all of them together sorted.
fn with_totals<'p, 'v>(
    plan: &'p Plan<'v>,
    grouping: &'p Grouping<'v>,
    writer: &mut Writer<'p, 'v>,
) {
    let keys = sort_keys(plan, grouping);
    let width = plan.columns.len();
    writer.push("SELECT * FROM (");
    for (index, left_out) in left_out(grouping).into_iter().enumerate() {
        if index > 0 {
            writer.push(" UNION ALL ");
        }
        writer.totals = Some((grouping, left_out));
        writer.push("SELECT ");
        writer.named_columns(plan, &keys);
        writer.grouped(plan, Some(grouping));
        writer.totals = None;
    }
    writer.push(") ORDER BY ");
    for (index, key) in keys.iter().enumerate() {
        if index > 0 {
            writer.push(", ");
        }
        writer.push(&format!("c{}", width + index));
        if key.expr.collation() != "BINARY" {
            writer.push(&format!(" COLLATE {}", key.expr.collation()));
        }
        writer.direction(key);
    }
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
    fn named_columns(&mut self, plan: &Plan<'v>, keys: &[Order<'v>]) {
        for (index, column) in plan.columns.iter().enumerate() {
            self.expr(column);
            self.push(&format!(" AS c{index}, "));
        }
        for (index, key) in keys.iter().enumerate() {
            if index > 0 {
                self.push(", ");
            }
            self.sort_key(key);
            self.push(&format!(" AS c{}", plan.columns.len() + index));
        }
    }

    /// `FROM` to `HAVING`.
    fn grouped(&mut self, plan: &'p Plan<'v>, grouping: Option<&Grouping<'v>>) {
        self.push(" FROM ");
        self.from(&plan.tables);
        self.which(plan, None);
        if let Some(grouping) = grouping {
            self.push(" GROUP BY ");
            let mut first = true;
            let left_out = self.totals.map_or(0, |(_, left_out)| left_out);
            for (index, item) in grouping.items.iter().enumerate() {
                if left_out >> index & 1 == 1 {
                    continue;
                }
                if !std::mem::take(&mut first) {
                    self.push(", ");
                }
                self.collated(item);
            }
            if first {
                // The grand total: one group of everything, or none of nothing.
                self.push("NULL");
            }
        }
        if let Some(having) = &plan.having {
            self.push(" HAVING ");
            self.filter(having, false);
        }
    }

    /// Without an `ORDER BY`, by what is grouped by: any order would do.
    fn group_order(&mut self, plan: &Plan<'v>, grouping: Option<&Grouping<'v>>) {
        let items = grouping.map_or(&[][..], |grouping| &grouping.items);
        if plan.order.is_empty() && items.is_empty() {
            return;
        }
        self.push(" ORDER BY ");
        for (index, item) in plan.order.iter().enumerate() {
            if index > 0 {
                self.push(", ");
            }
            self.sort_key(item);
            self.direction(item);
        }
        for (index, item) in items.iter().enumerate() {
            if index > 0 || !plan.order.is_empty() {
                self.push(", ");
            }
            self.collated(item);
        }
    }
}
