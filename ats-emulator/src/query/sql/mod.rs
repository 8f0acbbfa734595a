//! From a plan to SQL: names from describes, quoted; all else bound.

mod expr;
mod filter;
mod groups;

use ats_schema::schema::ValueKind;
use rusqlite::types::Value;

use super::plan::{Grouping, Inner, Order, Plan, Tables};
use crate::org::Object;

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
    writer.push("SELECT ");
    writer.columns(plan);
    writer.push(" FROM ");
    writer.from(&plan.tables);
    writer.which(plan, parent);
    writer.order(&plan.order);
    let limit = plan.limit.map_or(most, |limit| limit.min(most));
    writer.limit(Some(limit), plan.offset);
    writer.sql
}

/// The Ids of all records of a query, in their order.
pub(super) fn ids(plan: &Plan<'_>, parent: Option<&str>) -> Sql {
    let mut writer = Writer::default();
    writer.push("SELECT t0.\"Id\" FROM ");
    writer.from(&plan.tables);
    writer.which(plan, parent);
    writer.order(&plan.order);
    writer.limit(plan.limit, plan.offset);
    writer.sql
}

/// The records with these Ids (a JSON array), in the order of the Ids.
pub(super) fn page(plan: &Plan<'_>, ids: String) -> Sql {
    let mut writer = Writer::default();
    writer.push("SELECT ");
    writer.columns(plan);
    writer.push(" FROM json_each(");
    writer.bind(ids);
    // CROSS keeps SQLite from turning the two around.
    writer.push(") AS page CROSS JOIN ");
    let object = plan.object();
    writer.push(&format!("{} AS t0 ON t0.\"Id\" = page.value", object.table));
    writer.joins(&plan.tables);
    writer.push(" ORDER BY page.key");
    writer.sql
}

/// How many records a query has.
pub(super) fn count(plan: &Plan<'_>) -> Sql {
    let mut writer = Writer::default();
    let bounded = plan.limit.is_some() || plan.offset > 0;
    writer.push(if bounded {
        "SELECT count(*) FROM (SELECT 1 FROM "
    } else {
        "SELECT count(*) FROM "
    });
    writer.from(&plan.tables);
    writer.which(plan, None);
    if bounded {
        writer.limit(plan.limit, plan.offset);
        writer.push(")");
    }
    writer.sql
}

/// How many records meet one condition of a query; all of the object's for `None`.
pub(super) fn count_where(plan: &Plan<'_>, filter: Option<&super::plan::Filter<'_>>) -> Sql {
    let mut writer = Writer::default();
    writer.push("SELECT count(*) FROM ");
    writer.from(&plan.tables);
    writer.not_deleted(plan.deleted);
    if let Some(filter) = filter {
        writer.push(" AND ");
        writer.filter(filter, false);
    }
    writer.sql
}

pub(super) use self::groups::groups;

/// Writes one statement.
struct Writer<'p, 'v> {
    sql: Sql,
    /// The letter of the tables' names: `t0`, in a semi-join `s0`.
    letter: char,
    /// For subtotals: which items of the `GROUP BY` are not grouped by, a bit each.
    totals: Option<(&'p Grouping<'v>, u32)>,
}

impl Default for Writer<'_, '_> {
    fn default() -> Self {
        Self {
            sql: Sql::default(),
            letter: 't',
            totals: None,
        }
    }
}

impl<'p, 'v> Writer<'p, 'v> {
    fn push(&mut self, text: &str) {
        self.sql.text.push_str(text);
    }

    fn bind(&mut self, value: impl Into<Value>) {
        self.sql.text.push('?');
        self.sql.params.push(value.into());
    }

    fn columns(&mut self, plan: &Plan<'v>) {
        for (index, column) in plan.columns.iter().enumerate() {
            if index > 0 {
                self.push(", ");
            }
            self.expr(column);
        }
    }

    fn from(&mut self, tables: &Tables<'v>) {
        let letter = self.letter;
        let root: &Object = tables.root.object();
        self.push(&format!("{} AS {letter}0", root.table));
        self.joins(tables);
    }

    fn joins(&mut self, tables: &Tables<'v>) {
        let letter = self.letter;
        for (index, join) in tables.joins.iter().enumerate() {
            let table = &join.object.object().table;
            let (number, from, column) = (index + 1, join.from, &join.reference.column);
            self.push(&format!(
                " LEFT JOIN {table} AS {letter}{number} \
                 ON {letter}{number}.\"Id\" = {letter}{from}.{column}"
            ));
        }
    }

    fn not_deleted(&mut self, deleted: bool) {
        let letter = self.letter;
        if deleted {
            self.push(" WHERE 1");
        } else {
            self.push(&format!(" WHERE {letter}0.\"IsDeleted\" IS NOT 1"));
        }
    }

    /// `WHERE`.
    fn which(&mut self, plan: &Plan<'v>, parent: Option<&str>) {
        self.not_deleted(plan.deleted);
        if let (Some(link), Some(parent)) = (plan.link, parent) {
            self.push(&format!(" AND t0.{} = ", link.field.column));
            self.sql.parent = Some(self.sql.params.len());
            self.bind(parent.to_owned());
        }
        if let Some(filter) = &plan.filter {
            self.push(" AND ");
            self.filter(filter, false);
        }
    }

    fn inner(&mut self, inner: &Inner<'v>) {
        let outer = std::mem::replace(&mut self.letter, 's');
        self.push("SELECT ");
        self.expr(&inner.column);
        self.push(" FROM ");
        self.from(&inner.tables);
        self.not_deleted(inner.deleted);
        self.push(" AND ");
        self.expr(&inner.column);
        self.push(" IS NOT NULL");
        if let Some(filter) = &inner.filter {
            self.push(" AND ");
            self.filter(filter, false);
        }
        self.letter = outer;
    }

    /// `ORDER BY`, and last in the order of creation, so that pages fit together.
    fn order(&mut self, order: &[Order<'v>]) {
        self.push(" ORDER BY ");
        for item in order {
            self.sort_key(item);
            self.direction(item);
            self.push(", ");
        }
        self.push("t0.rowid");
    }

    /// What is sorted by: the value, or of a picklist its place in the list ("sorted by the
    /// order of the values in the picklist", *ORDER BY*).
    fn sort_key(&mut self, item: &Order<'v>) {
        let values = match (item.expr.kind(), item.expr.field()) {
            (ValueKind::Picklist, Some(field)) => field.describe.picklist_values.as_slice(),
            _ => &[],
        };
        if values.is_empty() || values.len() > MAX_RANKED {
            self.collated(&item.expr);
            return;
        }
        self.push("CASE ");
        self.collated(&item.expr);
        for (rank, entry) in values.iter().enumerate() {
            self.push(" WHEN ");
            self.bind(entry.value.clone());
            self.push(&format!(" THEN {rank}"));
        }
        self.push(" ELSE ");
        self.expr(&item.expr);
        self.push(" END");
    }

    fn direction(&mut self, item: &Order<'v>) {
        self.push(if item.descending { " DESC" } else { " ASC" });
        self.push(if item.nulls_last {
            " NULLS LAST"
        } else {
            " NULLS FIRST"
        });
    }

    fn limit(&mut self, limit: Option<u64>, offset: u64) {
        let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        self.push(" LIMIT ");
        self.bind(limit.map_or(-1, number));
        if offset > 0 {
            self.push(" OFFSET ");
            self.bind(number(offset));
        }
    }
}
