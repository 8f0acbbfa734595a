//! The tables of an org: one per object, one column per field, and a few of its own.
//!
//! | table | holds |
//! |---|---|
//! | `<Object>` | a row per record, deleted ones too |
//! | `_org_counter` | the next number of each sequence: Ids and auto-numbers |
//! | `_org_deleted` | the recycle bin: when a record was deleted, and with which other one |
//!
//! Every object's table has `IsDeleted` and `SystemModstamp`, also where the describe does
//! not list them: the org needs them for the recycle bin and for getUpdated.

use std::collections::HashSet;

use rusqlite::Connection;

use super::schema::{Field, Object, Schema, Storage, quote};

const OWN: &str = "
    CREATE TABLE IF NOT EXISTS _org_counter (
        name TEXT PRIMARY KEY, next INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS _org_deleted (
        id TEXT PRIMARY KEY, object TEXT NOT NULL, at TEXT NOT NULL, root TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS _org_deleted_at ON _org_deleted (object, at);
";

/// Makes what is missing of the tables, in one transaction: all of them in a new store,
/// columns of new fields and tables of new objects in an old one. Nothing is ever removed:
/// a field that is gone from the describe keeps its column, unseen.
pub(super) fn create(connection: &mut Connection, schema: &Schema) -> rusqlite::Result<()> {
    let transaction = connection.transaction()?;
    transaction.execute_batch(OWN)?;
    for object in schema.objects() {
        create_table(&transaction, object)?;
    }
    transaction.commit()
}

fn create_table(connection: &Connection, object: &Object) -> rusqlite::Result<()> {
    let table = &object.table;
    let mut there = HashSet::new();
    let mut info = connection.prepare(&format!("PRAGMA table_info({table})"))?;
    let mut rows = info.query([])?;
    while let Some(row) = rows.next()? {
        there.insert(row.get::<_, String>(1)?.to_ascii_lowercase());
    }
    drop(rows);

    let mut columns: Vec<(&str, String)> = object
        .fields
        .iter()
        .filter(|field| field.is_stored())
        .map(|field| (field.name(), declaration(field)))
        .collect();
    for &name in &object.hidden {
        let declaration = match name {
            "Id" => "Id TEXT PRIMARY KEY NOT NULL",
            "IsDeleted" => "IsDeleted INTEGER NOT NULL DEFAULT 0",
            _ => "SystemModstamp TEXT",
        };
        columns.push((name, declaration.to_owned()));
    }

    if there.is_empty() {
        let columns: Vec<&str> = columns.iter().map(|(_, column)| column.as_str()).collect();
        let columns = columns.join(", ");
        // The rowid keeps the order of creation, by which rows come out when nothing else
        // orders them.
        connection.execute_batch(&format!("CREATE TABLE {table} ({columns})"))?;
    } else {
        for (name, declaration) in columns {
            if !there.contains(&name.to_ascii_lowercase()) {
                connection
                    .execute_batch(&format!("ALTER TABLE {table} ADD COLUMN {declaration}"))?;
            }
        }
    }
    for field in &object.fields {
        if is_indexed(field) {
            let index = quote(&format!("{}.{}", object.name, field.name()));
            let column = &field.column;
            // Partial: most references of a record are empty.
            connection.execute_batch(&format!(
                "CREATE INDEX IF NOT EXISTS {index} ON {table} ({column}) \
                 WHERE {column} IS NOT NULL"
            ))?;
        }
    }
    Ok(())
}

fn declaration(field: &Field) -> String {
    let column = &field.column;
    if field.name().eq_ignore_ascii_case("Id") {
        return format!("{column} TEXT PRIMARY KEY NOT NULL");
    }
    let kind = match field.storage {
        // The default is for the old rows of a store to which the field is added.
        Storage::Boolean => "INTEGER NOT NULL DEFAULT 0",
        Storage::Int => "INTEGER",
        Storage::Blob => "BLOB",
        _ => "TEXT",
    };
    match field.collation() {
        "BINARY" => format!("{column} {kind}"),
        collation => format!("{column} {kind} COLLATE {collation}"),
    }
}

/// Whether records are looked up by the field: keys, and references, which deletes follow
/// from the parent's side. Nobody deletes users, so references to them alone are left out.
fn is_indexed(field: &Field) -> bool {
    let describe = &field.describe;
    match field.storage {
        Storage::Id => describe.reference_to.iter().any(|to| !is_person(to)),
        Storage::Text | Storage::Decimal | Storage::Int => describe.unique || describe.external_id,
        _ => false,
    }
}

fn is_person(object: &str) -> bool {
    object.eq_ignore_ascii_case("User") || object.eq_ignore_ascii_case("Group")
}
