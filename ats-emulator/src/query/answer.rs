//! From rows to the JSON of an answer, written as the rows come.

use std::cell::Cell;

use ats_schema::schema::ValueKind;
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, Row, params_from_iter};

use super::cursor::{Cursor, Cursors, Place, invalid};
use super::plan::{Expr, GroupColumn, Item, Output, Plan, Record, Style};
use super::sql::{self, Sql};
use super::{MAX_BATCH, MIN_BATCH, format};
use crate::error::ApiError;
use crate::org::{Object, field_json};

/// Answers one request on one connection.
pub(super) struct Printer<'a> {
    connection: &'a Connection,
    cursors: &'a Cursors,
    place: Place<'a>,
    batch: usize,
    /// Bytes of records printed so far; nested records count once.
    printed: Cell<usize>,
}

/// A plan with its statement, which for children runs once for each parent.
struct Prepared<'p, 'v> {
    plan: &'p Plan<'v>,
    sql: Sql,
    /// The place of the plan in the whole query.
    path: Vec<usize>,
    children: Vec<Prepared<'p, 'v>>,
}

impl<'a> Printer<'a> {
    pub(super) fn new(connection: &'a Connection, cursors: &'a Cursors, place: Place<'a>) -> Self {
        let batch = place.options.batch.unwrap_or(MAX_BATCH);
        Self {
            connection,
            cursors,
            place,
            batch: batch.clamp(MIN_BATCH, MAX_BATCH),
            printed: Cell::new(0),
        }
    }

    /// Returns true once the page has reached its size limit.
    fn is_full(&self) -> bool {
        self.printed.get() >= self.place.options.page
    }

    /// Adds a record to a page.
    fn add(
        &self,
        records: &mut Vec<u8>,
        prepared: &Prepared<'_, '_>,
        record: &Record<'_>,
        row: &Row<'_>,
    ) -> Result<(), ApiError> {
        if !records.is_empty() {
            records.push(b',');
        }
        let (start, printed) = (records.len(), self.printed.get());
        self.record(records, prepared, record, row)?;
        // Its children have been counted already, and are part of it.
        self.printed.set(printed + (records.len() - start));
        Ok(())
    }

    /// The first page.
    pub(super) fn first(&self, plan: &Plan<'_>) -> Result<String, ApiError> {
        match &plan.output {
            Output::Count => self.count(plan),
            Output::Groups(columns) => self.groups(plan, columns),
            Output::Records(_) => {
                let prepared = self.prepare(plan, Vec::new());
                let mut out = Vec::with_capacity(4096);
                self.records(&mut out, &prepared, None)?;
                text(out)
            }
        }
    }

    /// A later page: the records of the cursor from `offset` on.
    pub(super) fn page(
        &self,
        plan: &Plan<'_>,
        cursor: &Cursor,
        id: &str,
        offset: usize,
    ) -> Result<String, ApiError> {
        let Output::Records(record) = &plan.output else {
            return Err(invalid());
        };
        let rest = cursor.ids.get(offset..).unwrap_or_default();
        if rest.is_empty() {
            return Err(invalid());
        }
        let ids = &rest[..rest.len().min(self.batch)];
        let prepared = Prepared {
            plan,
            sql: sql::page(plan, json_ids(ids)),
            path: cursor.path.clone(),
            children: self.prepare_children(plan, &cursor.path),
        };
        let mut records = Vec::with_capacity(ids.len() * 256);
        let mut statement = self.connection.prepare_cached(&prepared.sql.text)?;
        let mut rows = statement.query(params_from_iter(&prepared.sql.params))?;
        let mut count = 0;
        while let Some(row) = rows.next()? {
            if count > 0 && self.is_full() {
                break;
            }
            self.add(&mut records, &prepared, record, row)?;
            count += 1;
        }
        let next = offset + count;
        let next = (next < cursor.ids.len()).then(|| self.next_url(id, next));
        text(answer(cursor.ids.len(), next.as_deref(), &records))
    }

    fn prepare<'p, 'v>(&self, plan: &'p Plan<'v>, path: Vec<usize>) -> Prepared<'p, 'v> {
        // One more than fits shows that there are more.
        let most = u64::try_from(self.batch)
            .unwrap_or(u64::MAX)
            .saturating_add(1);
        Prepared {
            plan,
            sql: sql::records(plan, Some(""), most),
            children: self.prepare_children(plan, &path),
            path,
        }
    }

    fn prepare_children<'p, 'v>(
        &self,
        plan: &'p Plan<'v>,
        path: &[usize],
    ) -> Vec<Prepared<'p, 'v>> {
        let children = plan.children.iter().enumerate();
        children
            .map(|(index, child)| self.prepare(child, [path, &[index]].concat()))
            .collect()
    }

    fn count(&self, plan: &Plan<'_>) -> Result<String, ApiError> {
        let Sql { text, params, .. } = sql::count(plan);
        let mut statement = self.connection.prepare_cached(&text)?;
        let count: i64 = statement.query_row(params_from_iter(params), |row| row.get(0))?;
        Ok(format!(
            r#"{{"totalSize":{count},"done":true,"records":[]}}"#
        ))
    }

    fn groups(&self, plan: &Plan<'_>, columns: &[GroupColumn<'_>]) -> Result<String, ApiError> {
        let most = u64::try_from(MAX_BATCH)
            .unwrap_or(u64::MAX)
            .saturating_add(1);
        let sql = sql::groups(plan, most);
        let mut statement = self.connection.prepare_cached(&sql.text)?;
        let mut rows = statement.query(params_from_iter(&sql.params))?;
        let mut records = Vec::new();
        let mut count = 0;
        while let Some(row) = rows.next()? {
            count += 1;
            if count > MAX_BATCH {
                return Err(too_many_groups());
            }
            if count > 1 {
                records.push(b',');
            }
            records.extend_from_slice(br#"{"attributes":{"type":"AggregateResult"}"#);
            for column in columns {
                key(&mut records, &column.name)?;
                let expr = &plan.columns[column.column];
                match row.get_ref(column.column)? {
                    // A total has no value here, not even a check box.
                    ValueRef::Null => records.extend_from_slice(b"null"),
                    found => value(&mut records, expr, column.style, found)?,
                }
            }
            records.push(b'}');
        }
        text(answer(count, None, &records))
    }

    /// The result of a query, or of a query of children; whether it has records.
    fn records(
        &self,
        out: &mut Vec<u8>,
        prepared: &Prepared<'_, '_>,
        parent: Option<&str>,
    ) -> Result<bool, ApiError> {
        let Prepared { plan, sql, .. } = prepared;
        let Output::Records(record) = &plan.output else {
            return Ok(false);
        };
        let mut statement = self.connection.prepare_cached(&sql.text)?;
        let parent_value = parent.map(|id| Value::Text(id.to_owned()));
        let params =
            sql.params
                .iter()
                .enumerate()
                .map(|(index, param)| match (&parent_value, sql.parent) {
                    (Some(parent), Some(at)) if at == index => parent,
                    _ => param,
                });
        let mut rows = statement.query(params_from_iter(params))?;
        let mut records = Vec::new();
        let mut count = 0;
        let mut more = false;
        while let Some(row) = rows.next()? {
            if count == self.batch || (count > 0 && self.is_full()) {
                more = true;
                break;
            }
            self.add(&mut records, prepared, record, row)?;
            count += 1;
        }
        drop(rows);
        if more {
            let ids = self.ids(plan, parent)?;
            let total = ids.len();
            let cursor = Cursor {
                soql: self.place.soql.to_owned(),
                all: self.place.options.all,
                batch: self.batch,
                path: prepared.path.clone(),
                ids,
            };
            let id = self.cursors.open(self.place.user, cursor)?;
            out.extend(answer(total, Some(&self.next_url(&id, count)), &records));
        } else {
            out.extend(answer(count, None, &records));
        }
        Ok(count > 0)
    }

    fn ids(&self, plan: &Plan<'_>, parent: Option<&str>) -> Result<Vec<[u8; 18]>, ApiError> {
        let sql = sql::ids(plan, parent);
        let mut statement = self.connection.prepare_cached(&sql.text)?;
        let mut rows = statement.query(params_from_iter(&sql.params))?;
        let mut ids = Vec::new();
        while let Some(row) = rows.next()? {
            let id = row.get_ref(0)?.as_bytes().unwrap_or_default();
            ids.push(
                id.try_into()
                    .map_err(|_| ApiError::unexpected("an id in the store is damaged"))?,
            );
        }
        ids.shrink_to_fit();
        Ok(ids)
    }

    fn next_url(&self, id: &str, offset: usize) -> String {
        format!(
            "/services/data/{}/query/{id}-{offset}",
            self.place.options.version
        )
    }

    fn record(
        &self,
        out: &mut Vec<u8>,
        prepared: &Prepared<'_, '_>,
        record: &Record<'_>,
        row: &Row<'_>,
    ) -> Result<(), ApiError> {
        let id = row.get_ref(record.id)?.as_str().unwrap_or_default();
        let name = &record.object.name;
        self.attributes(out, name, name, id)?;
        self.items(out, prepared, (&record.items, record.object, id), row)?;
        out.push(b'}');
        Ok(())
    }

    /// Opens a record.
    fn attributes(
        &self,
        out: &mut Vec<u8>,
        shown: &str,
        object: &str,
        id: &str,
    ) -> Result<(), ApiError> {
        out.extend_from_slice(br#"{"attributes":{"type":"#);
        json(out, shown)?;
        out.extend_from_slice(br#","url":"#);
        let version = self.place.options.version;
        json(out, &crate::version::record_path(version, object, id))?;
        out.push(b'}');
        Ok(())
    }

    fn items(
        &self,
        out: &mut Vec<u8>,
        prepared: &Prepared<'_, '_>,
        (items, object, id): (&[Item<'_>], &Object, &str),
        row: &Row<'_>,
    ) -> Result<(), ApiError> {
        let plan = prepared.plan;
        for item in items {
            match item {
                Item::Value {
                    name,
                    column,
                    style,
                } => {
                    key(out, name)?;
                    value(out, &plan.columns[*column], *style, row.get_ref(*column)?)?;
                }
                Item::Compound {
                    object,
                    field,
                    columns,
                } => {
                    key(out, field.name())?;
                    let mut parts = Vec::with_capacity(columns.len());
                    for (&part, &column) in field.parts.iter().zip(columns) {
                        let part = &object.fields[part];
                        parts.push(field_json::json(part, row.get_ref(column)?));
                    }
                    let whole = field_json::compound(object, field, parts);
                    json(out, &whole)?;
                }
                Item::Blob { field, column } => {
                    key(out, field.name())?;
                    match row.get_ref(*column)? {
                        ValueRef::Null => out.extend_from_slice(b"null"),
                        _ => {
                            let version = self.place.options.version;
                            json(out, &field_json::blob_path(object, id, field, version))?;
                        }
                    }
                }
                Item::Parent { name, record } => {
                    key(out, name)?;
                    match row.get_ref(record.id)? {
                        ValueRef::Null => out.extend_from_slice(b"null"),
                        _ => self.record(out, prepared, record, row)?,
                    }
                }
                Item::Target {
                    name,
                    column,
                    targets,
                    items,
                } => {
                    key(out, name)?;
                    // What can be asked of anything is what the object Name has.
                    self.target(out, prepared, (Some("Name"), *column, targets, items), row)?;
                }
                Item::Typeof {
                    name,
                    column,
                    whens,
                    otherwise,
                    targets,
                } => {
                    key(out, name)?;
                    let mut is_it = None;
                    for when in whens {
                        if row.get_ref(when.id)? != ValueRef::Null {
                            is_it = Some(when);
                            break;
                        }
                    }
                    match (is_it, otherwise) {
                        (Some(record), _) => self.record(out, prepared, record, row)?,
                        (None, Some(items)) => {
                            self.target(out, prepared, (None, *column, targets, items), row)?;
                        }
                        (None, None) => out.extend_from_slice(b"null"),
                    }
                }
                Item::Children { name, child } => {
                    key(out, name)?;
                    let start = out.len();
                    if !self.records(out, &prepared.children[*child], Some(id))? {
                        out.truncate(start);
                        out.extend_from_slice(b"null");
                    }
                }
            }
        }
        Ok(())
    }

    /// What a polymorphic reference leads to; `shown` is its type, else that of its Id.
    fn target(
        &self,
        out: &mut Vec<u8>,
        prepared: &Prepared<'_, '_>,
        (shown, column, targets, items): (Option<&str>, usize, &[&Object], &[Item<'_>]),
        row: &Row<'_>,
    ) -> Result<(), ApiError> {
        let Ok(id) = row.get_ref(column)?.as_str() else {
            out.extend_from_slice(b"null");
            return Ok(());
        };
        let object = targets.iter().find(|object| id.starts_with(&object.prefix));
        // A reference to an object this user does not see.
        let Some(object) = object else {
            out.extend_from_slice(b"null");
            return Ok(());
        };
        self.attributes(out, shown.unwrap_or(&object.name), &object.name, id)?;
        self.items(out, prepared, (items, object, id), row)?;
        out.push(b'}');
        Ok(())
    }
}

/// A list of records; `next` leads to those that are left, an address of ASCII letters, digits,
/// slashes and dots.
fn answer(total: usize, next: Option<&str>, records: &[u8]) -> Vec<u8> {
    let head = match next {
        None => format!(r#"{{"totalSize":{total},"done":true,"records":["#),
        Some(next) => {
            format!(r#"{{"totalSize":{total},"done":false,"nextRecordsUrl":"{next}","records":["#)
        }
    };
    [head.as_bytes(), records, b"]}"].concat()
}

fn key(out: &mut Vec<u8>, name: &str) -> Result<(), ApiError> {
    out.push(b',');
    json(out, name)?;
    out.push(b':');
    Ok(())
}

fn json<T: serde::Serialize + ?Sized>(out: &mut Vec<u8>, value: &T) -> Result<(), ApiError> {
    serde_json::to_writer(out, value).map_err(ApiError::unexpected)
}

fn text(out: Vec<u8>) -> Result<String, ApiError> {
    String::from_utf8(out).map_err(ApiError::unexpected)
}

fn json_ids(ids: &[[u8; 18]]) -> String {
    let ids = ids.iter().map(|id| String::from_utf8_lossy(id));
    serde_json::Value::from_iter(ids).to_string()
}

/// The JSON of one value.
fn value(
    out: &mut Vec<u8>,
    expr: &Expr<'_>,
    style: Style<'_>,
    value: ValueRef<'_>,
) -> Result<(), ApiError> {
    match style {
        Style::Plain => {}
        Style::Label(field) => {
            if let Ok(text) = value.as_str() {
                return json(out, &format::labels(field, text));
            }
        }
        Style::Localized => {
            if let Some(text) = format::localized(expr, value) {
                return json(out, &text);
            }
        }
    }
    match (value, expr.kind(), expr.field()) {
        // Most values by far.
        (ValueRef::Text(_), kind, _) if kind != ValueKind::Decimal => {
            json(out, value.as_str().unwrap_or_default())
        }
        (_, ValueKind::Int | ValueKind::Decimal, None) => json(out, &number(expr.kind(), value)),
        (_, _, Some(field)) if !matches!(expr, Expr::Aggregate { .. }) => {
            json(out, &field_json::json(field, value))
        }
        (ValueRef::Null, ..) => {
            out.extend_from_slice(b"null");
            Ok(())
        }
        (_, kind, _) => json(out, &number(kind, value)),
    }
}

/// A number that is no field's: of a function.
fn number(kind: ValueKind, number: ValueRef<'_>) -> serde_json::Value {
    match number {
        ValueRef::Integer(number) if kind == ValueKind::Decimal => {
            field_json::decimal(&number.to_string())
        }
        ValueRef::Integer(number) => number.into(),
        ValueRef::Real(number) => number.into(),
        ValueRef::Text(text) => field_json::decimal(&String::from_utf8_lossy(text)),
        ValueRef::Null | ValueRef::Blob(_) => serde_json::Value::Null,
    }
}

/// *Posted*: an aggregate query has one page.
pub(super) fn too_many_groups() -> ApiError {
    let message = "Aggregate query does not support queryMore(), use LIMIT to restrict the \
                   results to a single batch";
    ApiError::new(400, "EXCEEDED_ID_LIMIT", message)
}
