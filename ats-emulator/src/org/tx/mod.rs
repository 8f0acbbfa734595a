//! What can be done to records, with every rule a describe states.
//!
//! | module | holds |
//! |---|---|
//! | `accept`, `number` | one value: from JSON to its column, or a refusal |
//! | `body` | a record's body: which fields it may have, references by external id |
//! | `complete` | what the org fills in: defaults, system fields, auto-numbers, names |
//! | `check` | required fields, references, unique and dependent values |
//! | `save` | create, update, upsert |
//! | `content` | what creating a ContentVersion brings with it |
//! | `remove` | delete |
//! | `fetch` | retrieve, and finding a record by a key |
//! | `refuse` | the refusals, in Salesforce's words |
//!
//! Not done, because no describe states it: validation rules, triggers, formulas, roll-ups,
//! lookup filters, sharing, field history.

mod accept;
mod body;
mod check;
mod complete;
mod content;
mod fetch;
mod number;
mod refuse;
mod remove;
mod save;

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use ats_schema::rules::id;
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension, params};

use super::Actor;
use super::schema::{Field, Object, Schema, base62};
use crate::error::ApiError;

pub(crate) use self::fetch::Reader;

/// A transaction: reads see what it wrote, others see it after the commit.
///
/// Its time stands still: all records it writes have the same `SystemModstamp`.
pub(crate) struct Tx<'a> {
    schema: &'a Schema,
    connection: &'a Connection,
    who: &'a Actor,
    /// Now, as the store writes moments.
    now: String,
    /// The next number of each sequence in use, by object and field.
    counters: HashMap<(usize, usize), i64>,
}

/// The values of a record to be written, by the field's place in the object; `None` is left
/// as it is.
type Row = Vec<Option<Sql>>;

/// The place in `counters` of an object's Ids.
const IDS: usize = usize::MAX;

/// What is between the prefix and the number of an Id: the instance, which the guide's own
/// Ids have as `Em`.
const INSTANCE: &str = "Em";

impl<'a> Tx<'a> {
    pub(super) fn new(
        schema: &'a Schema,
        connection: &'a Connection,
        who: &'a Actor,
        now: String,
    ) -> Self {
        Self {
            schema,
            connection,
            who,
            now,
            counters: HashMap::new(),
        }
    }

    /// All objects of the org.
    pub(crate) fn schema(&self) -> &'a Schema {
        self.schema
    }

    /// An object that every org has.
    pub(super) fn object(&self, name: &str) -> Result<&'a Object, ApiError> {
        self.schema
            .object(name)
            .ok_or_else(|| refuse::unknown_object(name))
    }

    /// Makes the Ids of an object go on from `number`, if they are not past it.
    pub(super) fn skip_to(&mut self, object: &Object, number: i64) -> Result<(), ApiError> {
        let next = self.next(object, IDS)?;
        self.counters.insert((object.index, IDS), next.max(number));
        Ok(())
    }

    /// The connection, for queries that see what this transaction wrote.
    pub(crate) fn connection(&self) -> &Connection {
        self.connection
    }

    /// Who does it.
    pub(crate) fn actor(&self) -> &Actor {
        self.who
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
            return Err(super::store::disk_full().into());
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
    pub(super) fn finish(&self) -> Result<(), ApiError> {
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
    fn next(&mut self, object: &Object, field: usize) -> Result<i64, ApiError> {
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

    fn new_id(&mut self, object: &Object) -> Result<String, ApiError> {
        let number = self.next(object, IDS)?;
        Ok(record_id(&object.prefix, number))
    }

    /// Whether the record is there: `None` for no such record, else whether it is deleted.
    fn state(&self, object: &Object, id: &str) -> Result<Option<bool>, ApiError> {
        state(self.connection, object, id)
    }

    /// One stored value of a record that is there.
    fn stored(&self, object: &Object, id: &str, field: &Field) -> Result<Sql, ApiError> {
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

/// The Id with this number: `a0M` + `Em` + the number in base 62 + check characters. Ids of
/// one object sort as they were made.
pub(super) fn record_id(prefix: &str, number: i64) -> String {
    let number = base62(number.unsigned_abs(), 10);
    let text = format!("{prefix}{INSTANCE}{number}");
    match id::parse(&text) {
        Ok(id) => id.iter().copied().map(char::from).collect(),
        // Only past 62^10 records.
        Err(_) => text,
    }
}

fn state(connection: &Connection, object: &Object, id: &str) -> Result<Option<bool>, ApiError> {
    let sql = format!("SELECT IsDeleted FROM {} WHERE Id = ?1", object.table);
    let deleted = connection
        .prepare_cached(&sql)?
        .query_row([id], |row| row.get::<_, bool>(0))
        .optional()?;
    Ok(deleted)
}

fn text(value: &Sql) -> Option<&str> {
    match value {
        Sql::Text(text) => Some(text),
        _ => None,
    }
}
