//! Writing rows as they are, past all checks.

use rusqlite::params_from_iter;
use rusqlite::types::{ToSqlOutput, Value as Sql};

use super::state::{Row, Transaction};
use crate::error::ApiError;
use crate::org::schema::Object;
use crate::store::ColumnType;

const FALSE: ToSqlOutput<'_> = ToSqlOutput::Owned(Sql::Integer(0));

impl Transaction<'_> {
    /// Creates a record that the org itself makes. Fields that the object does not have are left
    /// out.
    pub(in crate::org) fn create_raw(
        &mut self,
        object: &Object,
        id: Option<&str>,
        values: &[(&str, Sql)],
    ) -> Result<String, ApiError> {
        let id = match id {
            Some(id) => id.to_owned(),
            None => self.new_id(object)?,
        };
        let mut row = row_of(object, values);
        self.complete(object, &id, &mut row)?;
        self.insert(object, &id, &row)?;
        Ok(id)
    }

    /// Changes a record on behalf of the org itself. Fields that the object does not have are left
    /// out.
    pub(super) fn update_raw(
        &self,
        object: &Object,
        id: &str,
        values: &[(&str, Sql)],
    ) -> Result<(), ApiError> {
        let mut row = row_of(object, values);
        self.set_modified(object, &mut row);
        self.write_row(object, id, &row)
    }

    /// Sets the fields that say who changed a record last, and when.
    pub(super) fn set_modified(&self, object: &Object, row: &mut Row) {
        for (name, value) in [
            ("LastModifiedDate", &self.now),
            ("SystemModstamp", &self.now),
            ("LastModifiedById", &self.actor.user_id),
        ] {
            if let Some(index) = object.field_index(name) {
                row[index] = Some(Sql::Text(value.clone()));
            }
        }
    }

    pub(super) fn insert(&self, object: &Object, id: &str, row: &Row) -> Result<(), ApiError> {
        let fields = object.fields.iter().zip(row);
        let stored = fields.filter(|(field, _)| field.is_stored());
        let values = stored.map(|(field, value)| match value {
            // A check box is never empty.
            None | Some(Sql::Null) if field.column_type == ColumnType::Boolean => FALSE,
            Some(value) => ToSqlOutput::from(value),
            None => ToSqlOutput::Owned(Sql::Null),
        });
        let hidden = object.hidden.iter().map(|name| match *name {
            "Id" => ToSqlOutput::from(id),
            "IsDeleted" => FALSE,
            _ => ToSqlOutput::from(self.now.as_str()),
        });
        self.connection
            .prepare_cached(&object.insert)?
            .execute(params_from_iter(values.chain(hidden)))?;
        Ok(())
    }

    pub(super) fn write_row(&self, object: &Object, id: &str, row: &Row) -> Result<(), ApiError> {
        let mut sql = format!("UPDATE {} SET ", object.table);
        let mut values = Vec::new();
        for (field, value) in object.fields.iter().zip(row) {
            if let Some(value) = value.as_ref().filter(|_| field.is_stored()) {
                if !values.is_empty() {
                    sql.push(',');
                }
                sql.push_str(&field.column);
                sql.push_str("=?");
                values.push(ToSqlOutput::from(value));
            }
        }
        if object.hidden.contains(&"SystemModstamp") {
            sql.push_str(if values.is_empty() { "" } else { "," });
            sql.push_str("SystemModstamp=?");
            values.push(ToSqlOutput::from(self.now.as_str()));
        }
        if values.is_empty() {
            return Ok(());
        }
        sql.push_str(" WHERE Id=?");
        values.push(ToSqlOutput::from(id));
        self.connection
            .prepare_cached(&sql)?
            .execute(params_from_iter(values))?;
        Ok(())
    }
}

fn row_of(object: &Object, values: &[(&str, Sql)]) -> Row {
    let mut row: Row = vec![None; object.fields.len()];
    for (name, value) in values {
        if let Some(index) = object.field_index(name) {
            row[index] = Some(value.clone());
        }
    }
    row
}
