//! The tables of an org: one per object, one column per field, and two of its own.
//!
//! | table | holds |
//! |---|---|
//! | `<Object>` | a row per record, deleted ones too |
//! | `_org_counter` | the next number of each sequence: Ids and auto-numbers |
//! | `_org_deleted` | the recycle bin: when a record was deleted, and with which other one |

use std::collections::HashSet;

use rusqlite::Connection;

use super::collation::BINARY;

const OWN: &str = "
    CREATE TABLE IF NOT EXISTS _org_counter (
        name TEXT PRIMARY KEY, next INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS _org_deleted (
        id TEXT PRIMARY KEY, object TEXT NOT NULL, at TEXT NOT NULL, root TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS _org_deleted_at ON _org_deleted (object, at);
";

/// The type of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ColumnType {
    /// Text, compared without regard to letter case unless the describe says otherwise.
    Text,
    /// An Id of 18 characters.
    Id,
    /// 0 or 1.
    Boolean,
    /// A whole number.
    Int,
    /// A decimal number as text with all its digits, compared as a number.
    Decimal,
    /// `YYYY-MM-DD`.
    Date,
    /// `YYYY-MM-DDTHH:MM:SS.000+0000`, always UTC.
    DateTime,
    /// `HH:MM:SS.mmmZ`.
    Time,
    /// Bytes.
    Blob,
    /// No column: an address or location, composed from the columns of its parts.
    Compound,
}

/// The table of an object.
pub(crate) struct Table<'a> {
    pub(crate) name: &'a str,
    pub(crate) columns: Vec<Column<'a>>,
}

/// A column of a table.
pub(crate) struct Column<'a> {
    pub(crate) name: &'a str,
    pub(crate) column_type: ColumnType,
    /// The name of its collation.
    pub(crate) collation: &'static str,
    /// True if records are looked up by it.
    pub(crate) is_indexed: bool,
}

/// Quotes a name for SQL.
pub(crate) fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Creates the tables and columns that are missing, in one transaction: all of them in a new
/// database, columns of new fields and tables of new objects in an old one. Nothing is ever
/// removed: a field that is gone from the describe keeps its column, unseen.
pub(super) fn create(connection: &mut Connection, tables: &[Table<'_>]) -> rusqlite::Result<()> {
    let transaction = connection.transaction()?;
    transaction.execute_batch(OWN)?;
    for table in tables {
        create_table(&transaction, table)?;
    }
    transaction.commit()
}

fn create_table(connection: &Connection, table: &Table<'_>) -> rusqlite::Result<()> {
    let quoted = quote(table.name);
    let mut existing = HashSet::new();
    let mut info = connection.prepare(&format!("PRAGMA table_info({quoted})"))?;
    let mut rows = info.query([])?;
    while let Some(row) = rows.next()? {
        existing.insert(row.get::<_, String>(1)?.to_ascii_lowercase());
    }
    drop(rows);

    if existing.is_empty() {
        let columns: Vec<String> = table.columns.iter().map(Column::declaration).collect();
        let columns = columns.join(", ");
        // The rowid keeps the order of creation, by which rows come out when nothing else
        // orders them.
        connection.execute_batch(&format!("CREATE TABLE {quoted} ({columns})"))?;
    } else {
        for column in &table.columns {
            if !existing.contains(&column.name.to_ascii_lowercase()) {
                let declaration = column.declaration();
                connection
                    .execute_batch(&format!("ALTER TABLE {quoted} ADD COLUMN {declaration}"))?;
            }
        }
    }
    for column in table.columns.iter().filter(|column| column.is_indexed) {
        let index = quote(&format!("{}.{}", table.name, column.name));
        let column = quote(column.name);
        // Partial: most references of a record are empty.
        connection.execute_batch(&format!(
            "CREATE INDEX IF NOT EXISTS {index} ON {quoted} ({column}) WHERE {column} IS NOT NULL"
        ))?;
    }
    Ok(())
}

impl Column<'_> {
    fn declaration(&self) -> String {
        let column = quote(self.name);
        if self.name.eq_ignore_ascii_case("Id") {
            return format!("{column} TEXT PRIMARY KEY NOT NULL");
        }
        let storage_class = match self.column_type {
            // The default is for the existing rows of a table to which the column is added.
            ColumnType::Boolean => "INTEGER NOT NULL DEFAULT 0",
            ColumnType::Int => "INTEGER",
            ColumnType::Blob => "BLOB",
            _ => "TEXT",
        };
        if self.collation == BINARY {
            format!("{column} {storage_class}")
        } else {
            format!("{column} {storage_class} COLLATE {}", self.collation)
        }
    }
}
