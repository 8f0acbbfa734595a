//! The connections of a database, and the transactions that read or write on them.
//!
//! An org in memory has one connection, which readers and writers take in turns. Several
//! connections to one memory would need SQLite's shared cache, whose table locks fail a
//! reader at once while a writer is busy; taking turns costs less than retrying.
//!
//! An org in a file has one connection for writing and several for reading, in WAL mode:
//! readers see the last commit while a writer works. Every commit is synced
//! (`synchronous=FULL`), so that what was answered survives the end of the process and of
//! the machine.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, MAIN_DB, OpenFlags, TransactionBehavior};

use super::collation;
use super::error::{StoreError, disk_full, locked};
use super::file_lock::FileLock;
use super::path_check::{self, APPLICATION_ID};
use super::pool::Pool;
use super::tables::{self, Table};
use crate::error::ApiError;

/// The time a writer or reader waits for its turn: "the request was waiting for a lock for 10
/// seconds" is when Salesforce gives up with `UNABLE_TO_LOCK_ROW`.
pub(crate) const LOCK_WAIT: Duration = Duration::from_secs(10);

/// The format of the file; raised when an old release could not read a new file.
const FORMAT: i64 = 1;

/// More readers than this at once wait for one another.
const READERS: usize = 4;

/// Statements kept prepared per connection: a handful per object.
const STATEMENTS: usize = 512;

/// The database of an org.
pub(crate) struct Store {
    /// None for an org in memory, where readers use the writer's connection. Closed before the
    /// writer: the last connection to be closed writes the log back and removes it, which one
    /// that only reads cannot do.
    readers: Option<Pool<Connection>>,
    writer: Pool<Connection>,
    patience: Duration,
    /// Last, so that the connections are closed before another org may have the file.
    lock: Option<FileLock>,
}

impl Store {
    /// Opens the database in a file, or one in memory, and creates the tables that are missing.
    ///
    /// # Errors
    ///
    /// [`StoreError`]: a file that is not an org's, a damaged one, one that cannot be read or
    /// written.
    pub(crate) fn open(
        tables: &[Table<'_>],
        path: Option<&Path>,
        patience: Duration,
    ) -> Result<Self, StoreError> {
        let fail = |error| StoreError::sqlite(path, error);
        let Some(path) = path else {
            let mut connection = Connection::open_in_memory().map_err(fail)?;
            prepare(&connection, patience).map_err(fail)?;
            tables::create(&mut connection, tables).map_err(fail)?;
            return Ok(Self {
                writer: Pool::new(vec![connection]),
                readers: None,
                patience,
                lock: None,
            });
        };

        path_check::check(path)?;
        // Names are names of files here, and no URIs.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut writer = Connection::open_with_flags(path, flags).map_err(fail)?;
        if writer.is_readonly(MAIN_DB).map_err(fail)? {
            return Err(StoreError::ReadOnly {
                path: path.to_owned(),
            });
        }
        prepare(&writer, patience).map_err(fail)?;
        check_is_ours(&writer, path)?;
        let lock = FileLock::take(path)?;
        mark(&writer).map_err(fail)?;
        tables::create(&mut writer, tables).map_err(fail)?;
        let readers = (0..READERS)
            .map(|_| {
                let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
                let reader = Connection::open_with_flags(path, flags)?;
                prepare(&reader, patience)?;
                Ok(reader)
            })
            .collect::<rusqlite::Result<_>>()
            .map_err(fail)?;
        Ok(Self {
            writer: Pool::new(vec![writer]),
            readers: Some(Pool::new(readers)),
            patience,
            lock: Some(lock),
        })
    }

    /// The database file; none for a database in memory.
    pub(crate) fn file(&self) -> Option<&Path> {
        self.lock.as_ref().map(FileLock::database)
    }

    /// Runs `f` in one transaction, kept if it answers `Ok`.
    pub(crate) fn write<R, E: From<ApiError>>(
        &self,
        f: impl FnOnce(&Connection) -> Result<R, E>,
    ) -> Result<R, E> {
        let mut connection = self.writer.take(self.patience).ok_or_else(locked)?;
        // Immediate: another program that has the file open, such as the `sqlite3` command,
        // may be writing, and waiting for it is only possible before anything was read.
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(ApiError::from)?;
        // Dropped without a commit, also by a panic, it rolls back.
        let answer = f(&transaction)?;
        if transaction.is_autocommit() {
            // SQLite undid it by itself, and a caller that counts refusals went on.
            return Err(disk_full().into());
        }
        transaction.commit().map_err(ApiError::from)?;
        Ok(answer)
    }

    /// Runs `f` on one consistent state of what is committed.
    pub(crate) fn read<R, E: From<ApiError>>(
        &self,
        f: impl FnOnce(&Connection) -> Result<R, E>,
    ) -> Result<R, E> {
        let pool = self.readers.as_ref().unwrap_or(&self.writer);
        let mut connection = pool.take(self.patience).ok_or_else(locked)?;
        let transaction = connection.transaction().map_err(ApiError::from)?;
        f(&transaction)
    }
}

fn prepare(connection: &Connection, patience: Duration) -> rusqlite::Result<()> {
    connection.busy_timeout(patience)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    collation::register(connection)
}

/// Marks the file as an org's before its log is switched on, so that the file itself shows whose
/// it is. One that is marked and has no tables yet gets them.
fn mark(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "application_id", i64::from(APPLICATION_ID))?;
    connection.pragma_update(None, "user_version", FORMAT)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")
}

/// Refuses files of other programs, of later releases, and damaged ones.
fn check_is_ours(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let fail = |error| StoreError::sqlite(Some(path), error);
    let number = |pragma: &str| {
        connection
            .pragma_query_value(None, pragma, |row| row.get::<_, i64>(0))
            .map_err(fail)
    };
    let tables: i64 = connection
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .map_err(fail)?;
    if tables == 0 {
        return Ok(());
    }
    if number("application_id")? != i64::from(APPLICATION_ID) {
        return Err(StoreError::OtherProgram {
            path: path.to_owned(),
        });
    }
    let version = number("user_version")?;
    if version > FORMAT {
        return Err(StoreError::LaterFormat {
            path: path.to_owned(),
            version,
        });
    }
    let finding: String = connection
        .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
        .map_err(fail)?;
    if finding == "ok" {
        Ok(())
    } else {
        Err(StoreError::Corrupt {
            path: path.to_owned(),
            detail: finding,
        })
    }
}
