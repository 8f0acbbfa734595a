//! Reading records by Id or by a key.

use rusqlite::Connection;
use serde_json::{Map, Value, json};

use super::column_value::column_value;
use super::errors;
use super::lookup::{RecordState, ids_with, key_field, state};
use super::state::Transaction;
use crate::error::{ApiError, ApiErrors};
use crate::org::field_json;
use crate::org::record_id::full_id;
use crate::org::schema::{Field, Object};
use crate::org::visible_schema::{VisibleObject, VisibleSchema};
use crate::store::ColumnType;
use crate::version::{ApiVersion, record_path};

/// Reads records as one user sees them, within or without a transaction that writes.
#[derive(Clone, Copy)]
pub(crate) struct RecordReader<'a> {
    connection: &'a Connection,
    view: &'a VisibleSchema,
}

impl<'a> RecordReader<'a> {
    /// Reads what the connection sees, as far as the view shows it.
    pub(crate) fn new(connection: &'a Connection, view: &'a VisibleSchema) -> Self {
        Self { connection, view }
    }

    /// A record as REST answers it: `attributes`, then the fields in the order of the
    /// describe; or those asked for in their order, and `Id`, which is always there.
    ///
    /// `id` has 15 or 18 characters.
    ///
    /// # Errors
    ///
    /// `NOT_FOUND`, `ENTITY_IS_DELETED`, `INVALID_FIELD` for a field this user does not
    /// see, `INVALID_TYPE` for such an object.
    pub(crate) fn retrieve(
        &self,
        object: &str,
        id: &str,
        fields: Option<&[&str]>,
        version: ApiVersion,
    ) -> Result<Map<String, Value>, ApiErrors> {
        let view = self.object(object)?;
        let object = view.object();
        if !view.access.retrieveable {
            return Err(errors::no_such_key(id).into());
        }
        let id = self.existing(object, id)?;
        let wanted = wanted(view, fields)?;

        // Compound fields are put together from the columns of their parts.
        let mut columns: Vec<&Field> = Vec::new();
        for field in &wanted {
            if field.is_stored() {
                columns.push(field);
            } else {
                columns.extend(field.parts.iter().map(|&part| &object.fields[part]));
            }
        }
        let list: Vec<String> = columns
            .iter()
            .map(|field| match field.column_type {
                // Its place is answered, not its bytes.
                ColumnType::Blob => format!("{} IS NOT NULL", field.column),
                _ => field.column.clone(),
            })
            .collect();
        let sql = format!(
            "SELECT {} FROM {} WHERE Id = ?1",
            list.join(","),
            object.table
        );
        let mut statement = self
            .connection
            .prepare_cached(&sql)
            .map_err(ApiError::from)?;
        let record = statement
            .query_row([&id], |row| {
                let mut at = 0;
                let mut next = |field: &Field| {
                    let json = row.get_ref(at).map(|value| field_json::json(field, value));
                    at += 1;
                    json
                };
                let mut record = Map::new();
                record.insert("attributes".to_owned(), attributes(object, &id, version));
                for field in &wanted {
                    let json = match field.column_type {
                        ColumnType::Compound => {
                            let mut parts = Vec::with_capacity(field.parts.len());
                            for &part in &field.parts {
                                parts.push(next(&object.fields[part])?);
                            }
                            field_json::compound(object, field, parts)
                        }
                        ColumnType::Blob if next(field)? == json!(1) => {
                            Value::String(field_json::blob_path(object, &id, field, version))
                        }
                        ColumnType::Blob => Value::Null,
                        _ => next(field)?,
                    };
                    record.insert(field.name().to_owned(), json);
                }
                Ok(record)
            })
            .map_err(ApiError::from)?;
        Ok(record)
    }

    /// The Id of the one record whose key field has the value.
    ///
    /// # Errors
    ///
    /// `NOT_FOUND` when there is none, or when the field is no key; status 300 with the
    /// Ids in `matches` when there are several.
    pub(crate) fn find(&self, object: &str, key: &str, given: &str) -> Result<String, ApiErrors> {
        let view = self.object(object)?;
        let field = key_field(view, key)?;
        if field.name() == "Id" {
            return self.existing(view.object(), given);
        }
        let stored = column_value(field, &Value::String(given.to_owned()))?;
        let mut ids = ids_with(self.connection, view.object(), field, &stored)?;
        match ids.len() {
            0 => Err(ApiError::not_found().into()),
            1 => Ok(ids.remove(0)),
            _ => Err(errors::several_matches(field, ids).into()),
        }
    }

    /// The bytes of a base64 field; `None` when it is empty.
    ///
    /// # Errors
    ///
    /// Those of [`retrieve`](Self::retrieve); `NOT_FOUND` for a field of another type.
    pub(crate) fn blob(
        &self,
        object: &str,
        id: &str,
        field: &str,
    ) -> Result<Option<Vec<u8>>, ApiErrors> {
        let view = self.object(object)?;
        let id = self.existing(view.object(), id)?;
        let field = view
            .field(field)
            .filter(|field| field.column_type == ColumnType::Blob)
            .ok_or_else(ApiError::not_found)?;
        let table = &view.object().table;
        let sql = format!("SELECT {} FROM {table} WHERE Id = ?1", field.column);
        let bytes = self
            .connection
            .query_row(&sql, [&id], |row| row.get(0))
            .map_err(ApiError::from)?;
        Ok(bytes)
    }

    fn object(&self, name: &str) -> Result<VisibleObject<'a>, ApiError> {
        self.view
            .object(name)
            .ok_or_else(|| errors::unknown_object(name))
    }

    fn existing(&self, object: &Object, id: &str) -> Result<String, ApiErrors> {
        let normal = full_id(id).ok_or_else(|| errors::no_such_key(id))?;
        match state(self.connection, object, &normal)? {
            Some(RecordState::Live) => Ok(normal),
            Some(RecordState::Deleted) => Err(errors::is_deleted().into()),
            None => Err(ApiError::not_found().into()),
        }
    }
}

impl Transaction<'_> {
    /// A reader that sees what this transaction wrote.
    pub(crate) fn reader(&self) -> RecordReader<'_> {
        RecordReader::new(self.connection, &self.actor.view)
    }
}

/// `{"type": "Account", "url": "/services/data/v63.0/sobjects/Account/001…"}`.
fn attributes(object: &Object, id: &str, version: ApiVersion) -> Value {
    json!({ "type": object.name, "url": record_path(version, &object.name, id) })
}

fn wanted<'a>(
    view: VisibleObject<'a>,
    names: Option<&[&str]>,
) -> Result<Vec<&'a Field>, ApiErrors> {
    let Some(names) = names else {
        return Ok(view.fields().collect());
    };
    let mut fields: Vec<&Field> = Vec::with_capacity(names.len() + 1);
    for name in names.iter().copied().chain(["Id"]) {
        let field = view
            .field(name)
            .ok_or_else(|| errors::no_such_field(view.object(), name))?;
        if !fields.contains(&field) {
            fields.push(field);
        }
    }
    Ok(fields)
}
