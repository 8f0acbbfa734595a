//! Reasons why a database cannot be opened, and the responses to clients when it fails later.

use std::path::{Path, PathBuf};

use crate::error::ApiError;

/// A reason why the database of an org cannot be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum StoreError {
    /// A file that cannot be read.
    #[error("cannot read {path}: {error}")]
    Read {
        path: PathBuf,
        error: std::io::Error,
    },
    /// A path that no database file can have.
    #[error(transparent)]
    UnusablePath(#[from] UnusablePath),
    /// A file that is not a SQLite database.
    #[error(
        "`{path}` is not a database of ats-emulator: name another file, or one that does not \
         exist yet"
    )]
    NotADatabase { path: PathBuf },
    /// A database of another program.
    #[error(
        "`{path}` is a SQLite database of another program: name another file, or one that does \
         not exist yet"
    )]
    OtherProgram { path: PathBuf },
    /// A file that can be read but not written.
    #[error("`{path}` cannot be written: make it and its folder writable, or name another file")]
    ReadOnly { path: PathBuf },
    /// A file that cannot be opened or created.
    #[error(
        "`{path}` cannot be opened or created: make it and its folder writable, or name a file in \
         another folder"
    )]
    CannotOpen { path: PathBuf },
    /// A disk without room for the file.
    #[error(
        "the disk that holds `{path}` is full: free some space, or name a file on another disk"
    )]
    DiskFull { path: PathBuf },
    /// A file that a later release made.
    #[error(
        "`{path}` has format {version}, made by a later release: update ats-emulator, or name \
         another file"
    )]
    LaterFormat { path: PathBuf, version: i64 },
    /// A file in which another emulator keeps its org.
    #[error("`{path}` is in use by another emulator: stop that one, or name another file")]
    InUse { path: PathBuf },
    /// A lock file that cannot be created.
    #[error(
        "cannot write the lock file `{path}`: {error}; make its folder writable, or name a \
         database file in another folder"
    )]
    Lock {
        path: PathBuf,
        error: std::io::Error,
    },
    /// A damaged file.
    #[error(
        "`{path}` is damaged ({detail}): restore it from a copy, or delete it and its `-wal` file \
         to start with an empty org"
    )]
    Corrupt { path: PathBuf, detail: String },
    /// Any other error of SQLite about a file.
    #[error("cannot open `{path}`: {error}; check that the file and its folder can be written")]
    Sqlite {
        path: PathBuf,
        error: rusqlite::Error,
    },
    /// An error of SQLite about a database in memory.
    #[error("cannot open an org in memory: {0}")]
    Memory(rusqlite::Error),
}

/// A reason why a path cannot be that of a database file.
#[derive(Debug, thiserror::Error)]
pub(crate) enum UnusablePath {
    #[error(
        "the name of the database file is empty: name a file such as `org.db`, or leave it out \
         to keep the records in memory"
    )]
    Empty,
    /// `:memory:`, which is no file for SQLite.
    #[error(
        "`:memory:` is not a file: leave the database file out to keep the records in memory, or \
         name a file such as `org.db`"
    )]
    Memory,
    /// `file:…`, which SQLite reads as a URI.
    #[error(
        "`{path}` is a URI: name the file by its path, such as `org.db`; a file of exactly this \
         name is `./{path}`"
    )]
    Uri { path: PathBuf },
    /// A NUL in it, where the name ends for the system.
    #[error(
        "the name of the database file, `{}`, has a NUL character in it: leave it out of the name",
        path.to_string_lossy().replace('\0', "\\0")
    )]
    Nul { path: PathBuf },
    #[error("`{path}` is a folder: name a file in it, such as `{}`", path.join("org.db").display())]
    Folder { path: PathBuf },
    #[error("`{path}` is a device, a pipe or a socket: name a file, such as `org.db`")]
    Special { path: PathBuf },
    #[error(
        "the folder of `{path}` does not exist: create `{folder}`, or name a file in another \
         folder"
    )]
    NoFolder { path: PathBuf, folder: PathBuf },
    /// A symbolic link to a file in a folder that does not exist.
    #[error(
        "`{path}` is a link to `{target}`, whose folder does not exist: create it, or name \
         another file"
    )]
    NoTarget { path: PathBuf, target: PathBuf },
}

impl StoreError {
    /// Sorts an error of SQLite about a file, or about a database in memory.
    pub(super) fn sqlite(path: Option<&Path>, error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{CannotOpen, DatabaseCorrupt, DiskFull, NotADatabase, ReadOnly};
        let Some(path) = path.map(Path::to_owned) else {
            return Self::Memory(error);
        };
        match error.sqlite_error_code() {
            Some(NotADatabase) => Self::NotADatabase { path },
            Some(ReadOnly) => Self::ReadOnly { path },
            Some(CannotOpen) => Self::CannotOpen { path },
            Some(DiskFull) => Self::DiskFull { path },
            Some(DatabaseCorrupt) => Self::Corrupt {
                path,
                detail: error.to_string(),
            },
            _ => Self::Sqlite { path, error },
        }
    }
}

pub(super) fn locked() -> ApiError {
    let message = "unable to obtain exclusive access to this record";
    ApiError::new(400, "UNABLE_TO_LOCK_ROW", message)
}

/// The error code of a response when the disk is full.
pub(crate) const DISK_FULL: &str = "STORAGE_LIMIT_EXCEEDED";

pub(crate) fn disk_full() -> ApiError {
    let message = "storage limit exceeded: the disk that holds the org is full";
    ApiError::new(400, DISK_FULL, message)
}

impl From<rusqlite::Error> for ApiError {
    /// The response to a client when the store fails: a lock, a full disk and a query that is too
    /// large have the codes that Salesforce gives them, all else has `UNKNOWN_EXCEPTION`.
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{DatabaseBusy, DatabaseLocked, DiskFull};
        match error.sqlite_error_code() {
            Some(DatabaseBusy | DatabaseLocked) => locked(),
            Some(DiskFull) => disk_full(),
            // Columns, terms of ORDER BY, arguments: SQLite has no code of its own for them.
            _ if error.to_string().starts_with("too many ") => Self::new(
                400,
                "QUERY_TOO_COMPLICATED",
                "Query is either selecting too many fields or the filter conditions are too \
                 complicated.",
            ),
            _ => Self::unexpected(format_args!(
                "An unexpected error occurred in the store of the org: {error}"
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Neither an unwritable folder nor a full disk is available in every test.
    #[test]
    fn errors_of_sqlite_about_a_file() {
        use rusqlite::ffi;

        let path = Path::new("/data/org.db");
        let told = |code: i32| {
            let error = rusqlite::Error::SqliteFailure(ffi::Error::new(code), None);
            StoreError::sqlite(Some(path), error).to_string()
        };
        assert_eq!(
            told(ffi::SQLITE_FULL),
            "the disk that holds `/data/org.db` is full: free some space, or name a file on another \
         disk"
        );
        assert_eq!(
            told(ffi::SQLITE_READONLY),
            "`/data/org.db` cannot be written: make it and its folder writable, or name another file"
        );
        assert_eq!(
            told(ffi::SQLITE_CANTOPEN),
            "`/data/org.db` cannot be opened or created: make it and its folder writable, or name a \
         file in another folder"
        );
        let error = told(ffi::SQLITE_IOERR);
        assert!(error.starts_with("cannot open `/data/org.db`: "), "{error}");
        assert!(
            error.ends_with("check that the file and its folder can be written"),
            "{error}"
        );
    }
}
