//! From a plan to SQL: names from describes, quoted; all else bound.

mod expr;
mod filter;
mod groups;

use ats_schema::schema::ValueKind;
use rusqlite::types::Value;

pub(super) use self::groups::groups;
use super::plan::{Filter, Grouping, Inner, Order, Plan, Tables};

/// A statement and its parameters, in the order of their question marks.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Sql {
    pub(super) text: String,
    pub(super) params: Vec<Value>,
    /// Which of the parameters is the Id of the parent, in a query of children.
    pub(super) parent: Option<usize>,
}

/// The most picklist values by whose order is sorted; of a picklist with more, records sort
/// by the values' letters.
const MAX_RANKED: usize = 1000;

/// The records of a query with all their columns; at most `most` of them.
pub(super) fn records(plan: &Plan<'_>, parent: Option<&str>, most: u64) -> Sql {
    let mut writer = Writer::default();
    let text = format!(
        "SELECT {} FROM {} WHERE {} ORDER BY {} {}",
        writer.columns(plan),
        writer.tables(&plan.tables),
        writer.conditions(plan, parent),
        writer.order(&plan.order),
        writer.limit(Some(plan.limit_within(most)), plan.offset)
    );
    writer.finish(text)
}

/// The Ids of all records of a query, in their order.
pub(super) fn ids(plan: &Plan<'_>, parent: Option<&str>) -> Sql {
    let mut writer = Writer::default();
    let text = format!(
        "SELECT t0.\"Id\" FROM {} WHERE {} ORDER BY {} {}",
        writer.tables(&plan.tables),
        writer.conditions(plan, parent),
        writer.order(&plan.order),
        writer.limit(plan.limit, plan.offset)
    );
    writer.finish(text)
}

/// The records with these Ids (a JSON array), in the order of the Ids.
pub(super) fn page(plan: &Plan<'_>, ids: String) -> Sql {
    let mut writer = Writer::default();
    // CROSS keeps SQLite from turning the two around.
    let text = format!(
        "SELECT {} FROM json_each({}) AS page \
         CROSS JOIN {} AS t0 ON t0.\"Id\" = page.value{} ORDER BY page.key",
        writer.columns(plan),
        writer.bind(ids),
        plan.object().table,
        writer.joins(&plan.tables)
    );
    writer.finish(text)
}

/// How many records a query has.
pub(super) fn count(plan: &Plan<'_>) -> Sql {
    let mut writer = Writer::default();
    let text = format!(
        "SELECT count(*) FROM (SELECT 1 FROM {} WHERE {} {})",
        writer.tables(&plan.tables),
        writer.conditions(plan, None),
        writer.limit(plan.limit, plan.offset)
    );
    writer.finish(text)
}

/// How many records meet one condition of a query; all of the object's for `None`.
pub(super) fn count_where(plan: &Plan<'_>, filter: Option<&Filter<'_>>) -> Sql {
    let mut writer = Writer::default();
    let text = format!(
        "SELECT count(*) FROM {} WHERE {}{}",
        writer.tables(&plan.tables),
        writer.not_deleted(plan.deleted),
        writer.and_filter(filter)
    );
    writer.finish(text)
}

/// Writes the parts of one statement, each with its parameters. Parts must be written in the
/// order in which they stand in the statement.
struct Writer<'p, 'v> {
    params: Vec<Value>,
    parent: Option<usize>,
    /// The letter of the tables' names: `t0`, in a semi-join `s0`.
    letter: char,
    /// For subtotals: which items of the `GROUP BY` are not grouped by, a bit each.
    totals: Option<(&'p Grouping<'v>, u32)>,
}

impl Default for Writer<'_, '_> {
    fn default() -> Self {
        Self {
            params: Vec::new(),
            parent: None,
            letter: 't',
            totals: None,
        }
    }
}

impl<'p, 'v> Writer<'p, 'v> {
    fn finish(self, text: String) -> Sql {
        Sql {
            text,
            params: self.params,
            parent: self.parent,
        }
    }

    fn bind(&mut self, value: impl Into<Value>) -> &'static str {
        self.params.push(value.into());
        "?"
    }

    fn columns(&mut self, plan: &Plan<'v>) -> String {
        let columns = plan.columns.iter().map(|column| self.expr(column));
        columns.collect::<Vec<_>>().join(", ")
    }

    fn tables(&self, tables: &Tables<'v>) -> String {
        let (root, letter) = (&tables.root.object().table, self.letter);
        format!("{root} AS {letter}0{}", self.joins(tables))
    }

    fn joins(&self, tables: &Tables<'v>) -> String {
        let letter = self.letter;
        let joins = tables.joins.iter().enumerate().map(|(index, join)| {
            let table = &join.object.object().table;
            let (number, from, column) = (index + 1, join.from, &join.reference.column);
            format!(
                " LEFT JOIN {table} AS {letter}{number} \
                 ON {letter}{number}.\"Id\" = {letter}{from}.{column}"
            )
        });
        joins.collect()
    }

    fn not_deleted(&self, deleted: bool) -> String {
        match deleted {
            true => "1".to_owned(),
            false => format!("{}0.\"IsDeleted\" IS NOT 1", self.letter),
        }
    }

    /// What follows `WHERE`.
    fn conditions(&mut self, plan: &Plan<'v>, parent: Option<&str>) -> String {
        let mut conditions = self.not_deleted(plan.deleted);
        if let (Some(link), Some(parent)) = (plan.link, parent) {
            self.parent = Some(self.params.len());
            let parent = self.bind(parent.to_owned());
            conditions.push_str(&format!(" AND t0.{} = {parent}", link.field.column));
        }
        conditions + &self.and_filter(plan.filter.as_ref())
    }

    fn and_filter(&mut self, filter: Option<&Filter<'v>>) -> String {
        filter.map_or_else(String::new, |filter| {
            format!(" AND {}", self.filter(filter, false))
        })
    }

    fn inner(&mut self, inner: &Inner<'v>) -> String {
        let outer = std::mem::replace(&mut self.letter, 's');
        let text = format!(
            "SELECT {} FROM {} WHERE {} AND {} IS NOT NULL{}",
            self.expr(&inner.column),
            self.tables(&inner.tables),
            self.not_deleted(inner.deleted),
            self.expr(&inner.column),
            self.and_filter(inner.filter.as_ref())
        );
        self.letter = outer;
        text
    }

    /// What follows `ORDER BY`; last in the order of creation, so that pages fit together.
    fn order(&mut self, order: &[Order<'v>]) -> String {
        let mut keys = self.sort_keys(order);
        keys.push("t0.rowid".to_owned());
        keys.join(", ")
    }

    fn sort_keys(&mut self, order: &[Order<'v>]) -> Vec<String> {
        let keys = order
            .iter()
            .map(|item| self.sort_key(item) + direction(item));
        keys.collect()
    }

    /// What is sorted by: the value, or of a picklist its place in the list ("sorted by the
    /// order of the values in the picklist", *ORDER BY*).
    fn sort_key(&mut self, item: &Order<'v>) -> String {
        let values = match (item.expr.kind(), item.expr.field()) {
            (ValueKind::Picklist, Some(field)) => field.describe.picklist_values.as_slice(),
            _ => &[],
        };
        let value = self.collated(&item.expr);
        if values.is_empty() || values.len() > MAX_RANKED {
            return value;
        }
        let ranks = values.iter().enumerate().map(|(rank, entry)| {
            let entry = self.bind(entry.value.clone());
            format!(" WHEN {entry} THEN {rank}")
        });
        let ranks: String = ranks.collect();
        format!("CASE {value}{ranks} ELSE {} END", self.expr(&item.expr))
    }

    fn limit(&mut self, limit: Option<u64>, offset: u64) -> String {
        let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let limit = self.bind(limit.map_or(-1, number));
        format!("LIMIT {limit} OFFSET {}", self.bind(number(offset)))
    }
}

fn direction(item: &Order<'_>) -> &'static str {
    match (item.descending, item.nulls_last) {
        (false, false) => " ASC NULLS FIRST",
        (false, true) => " ASC NULLS LAST",
        (true, false) => " DESC NULLS FIRST",
        (true, true) => " DESC NULLS LAST",
    }
}
