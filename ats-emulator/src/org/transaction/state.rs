//! A transaction: its connection, user and time, savepoints and sequences.

use std::collections::HashMap;

use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension, params};

use super::errors;
use super::lookup::{self, RecordState};
use crate::error::ApiError;
use crate::org::record_id::record_id;
use crate::org::schema::{Field, Object, Schema};
use crate::org::visible_schema::{Actor, VisibleObject};
use crate::store;

/// A transaction: reads see what it wrote, others see it after the commit.
///
/// Its time stands still: all records it writes have the same `SystemModstamp`.
pub(crate) struct Transaction<'a> {
    pub(super) schema: &'a Schema,
    pub(super) connection: &'a Connection,
    pub(super) actor: &'a Actor,
    /// The time of all its writes, as the store writes date-times.
    pub(super) now: String,
    /// The next number of each sequence in use, by object and field.
    counters: HashMap<(usize, usize), i64>,
}

/// The values of a record to be written, by the field's place in the object; `None` is left
/// as it is.
pub(super) type Row = Vec<Option<Sql>>;

/// The place in `counters` of an object's Ids.
const IDS: usize = usize::MAX;

impl<'a> Transaction<'a> {
    pub(in crate::org) fn new(
        schema: &'a Schema,
        connection: &'a Connection,
        actor: &'a Actor,
        now: String,
    ) -> Self {
        Self {
            schema,
            connection,
            actor,
            now,
            counters: HashMap::new(),
        }
    }

    /// All objects of the org.
    pub(crate) fn schema(&self) -> &'a Schema {
        self.schema
    }

    /// An object that every org has.
    pub(in crate::org) fn object(&self, name: &str) -> Result<&'a Object, ApiError> {
        self.schema
            .object(name)
            .ok_or_else(|| errors::unknown_object(name))
    }

    /// Makes the Ids of an object go on from `number`, if they are not past it.
    pub(in crate::org) fn skip_to(&mut self, object: &Object, number: i64) -> Result<(), ApiError> {
        let next = self.next(object, IDS)?;
        self.counters.insert((object.index, IDS), next.max(number));
        Ok(())
    }

    /// The connection, for queries that see what this transaction wrote.
    pub(crate) fn connection(&self) -> &Connection {
        self.connection
    }

    /// The user who does it.
    pub(crate) fn actor(&self) -> &Actor {
        self.actor
    }

    /// Undoes what `f` did if it answers `Err`, and nothing else: for partial success.
    ///
    /// # Errors
    ///
    /// Those of `f`.
    pub(crate) fn savepoint<R, E: From<ApiError>>(
        &mut self,
        f: impl FnOnce(&mut Self) -> Result<R, E>,
    ) -> Result<R, E> {
        if self.connection.is_autocommit() {
            // A full disk can make SQLite undo the whole transaction. What came after it
            // would be kept one by one.
            return Err(store::disk_full().into());
        }
        self.execute("SAVEPOINT tx")?;
        let answer = f(self);
        if answer.is_err() {
            if self.connection.is_autocommit() {
                return answer;
            }
            self.execute("ROLLBACK TO tx")?;
        }
        self.execute("RELEASE tx")?;
        answer
    }

    /// Writes back how far the sequences got.
    pub(in crate::org) fn finish(&self) -> Result<(), ApiError> {
        for (&(object, field), next) in &self.counters {
            let name = self.counter_name(object, field);
            self.connection
                .prepare_cached(
                    "INSERT INTO _org_counter (name, next) VALUES (?1, ?2) \
                     ON CONFLICT (name) DO UPDATE SET next = ?2",
                )?
                .execute(params![name, next])?;
        }
        Ok(())
    }

    fn execute(&self, sql: &str) -> Result<(), ApiError> {
        self.connection.prepare_cached(sql)?.execute([])?;
        Ok(())
    }

    fn counter_name(&self, object: usize, field: usize) -> String {
        let object = &self.schema.objects()[object];
        if field == IDS {
            // By prefix, so that no two objects can come to one Id even if prefixes change.
            format!("Id {}", object.prefix)
        } else {
            format!("{}.{}", object.name, object.fields[field].name())
        }
    }

    /// The next number of a sequence, from 1. Numbers of what was undone are not used
    /// again within the transaction, as those of an org are not.
    pub(super) fn next(&mut self, object: &Object, field: usize) -> Result<i64, ApiError> {
        let key = (object.index, field);
        let next = match self.counters.get(&key) {
            Some(&next) => next,
            None => self
                .connection
                .prepare_cached("SELECT next FROM _org_counter WHERE name = ?1")?
                .query_row([self.counter_name(object.index, field)], |row| row.get(0))
                .optional()?
                .unwrap_or(1),
        };
        self.counters.insert(key, next + 1);
        Ok(next)
    }

    pub(super) fn new_id(&mut self, object: &Object) -> Result<String, ApiError> {
        let number = self.next(object, IDS)?;
        Ok(record_id(&object.prefix, number))
    }

    /// The object as the user sees it.
    pub(super) fn view_of(&self, object: &str) -> Result<VisibleObject<'a>, ApiError> {
        let view = self.actor.view.object(object);
        view.ok_or_else(|| errors::unknown_object(object))
    }

    /// See [`lookup::state`].
    pub(super) fn state(&self, object: &Object, id: &str) -> Result<Option<RecordState>, ApiError> {
        lookup::state(self.connection, object, id)
    }

    /// See [`lookup::ids_with`].
    pub(super) fn ids_with(
        &self,
        object: &Object,
        field: &Field,
        value: &Sql,
    ) -> Result<Vec<String>, ApiError> {
        lookup::ids_with(self.connection, object, field, value)
    }

    /// One stored value of a record that is there.
    pub(super) fn stored(&self, object: &Object, id: &str, field: &Field) -> Result<Sql, ApiError> {
        let sql = format!(
            "SELECT {} FROM {} WHERE Id = ?1",
            field.column, object.table
        );
        let value = self
            .connection
            .prepare_cached(&sql)?
            .query_row([id], |row| row.get(0))?;
        Ok(value)
    }
}

/// The text of a value; none for a value of another type.
pub(super) fn text(value: &Sql) -> Option<&str> {
    match value {
        Sql::Text(text) => Some(text),
        _ => None,
    }
}
