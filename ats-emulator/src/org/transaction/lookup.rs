//! Finding records by Id or value.

use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension as _};

use super::errors;
use crate::error::ApiError;
use crate::org::schema::{Field, Object};
use crate::org::visible_schema::VisibleObject;

/// The state of a record that exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RecordState {
    Live,
    Deleted,
}

/// The state of the record with this Id; none if there is no such record.
pub(super) fn state(
    connection: &Connection,
    object: &Object,
    id: &str,
) -> Result<Option<RecordState>, ApiError> {
    let sql = format!("SELECT IsDeleted FROM {} WHERE Id = ?1", object.table);
    let is_deleted: Option<bool> = connection
        .prepare_cached(&sql)?
        .query_row([id], |row| row.get(0))
        .optional()?;
    Ok(is_deleted.map(|is_deleted| match is_deleted {
        true => RecordState::Deleted,
        false => RecordState::Live,
    }))
}

/// The field by which records can be found: an external id, another `idLookup`, or `Id`.
pub(super) fn key_field<'a>(view: VisibleObject<'a>, name: &str) -> Result<&'a Field, ApiError> {
    view.field(name)
        .filter(|field| field.describe.is_key() || field.name() == "Id")
        .ok_or_else(|| errors::no_such_key(name))
}

/// The Ids of all records, deleted ones apart, that have the value in a field.
pub(super) fn ids_with(
    connection: &Connection,
    object: &Object,
    field: &Field,
    value: &Sql,
) -> Result<Vec<String>, ApiError> {
    let (table, column) = (&object.table, &field.column);
    let sql = format!("SELECT Id FROM {table} WHERE {column} = ?1 AND IsDeleted = 0");
    let mut statement = connection.prepare_cached(&sql)?;
    let ids = statement
        .query_map([value], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(ids)
}
