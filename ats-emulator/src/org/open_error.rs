//! Why an org cannot be opened.

use std::error::Error;
use std::fmt;
use std::path::{Path, PathBuf};

use ats_schema::describe::DescribeError;

use super::file::Unusable;

/// Why an org cannot be opened.
#[derive(Debug)]
pub(crate) enum OpenError {
    /// A file or folder that cannot be read.
    Io {
        path: PathBuf,
        error: std::io::Error,
    },
    /// A folder without a single describe.
    NoDescribes { path: PathBuf },
    /// A file that is no describe.
    Describe {
        source: String,
        error: Box<DescribeError>,
    },
    /// A permission set or provenance file that cannot be read as one.
    Json {
        source: String,
        error: serde_json::Error,
    },
    /// Two describes of one object.
    TwoDescribes { object: String },
    /// A permission set that is not there.
    NoPermissionSet { name: String, known: Vec<String> },
    /// A path at which there can be no file of an org.
    Unusable { path: PathBuf, problem: Unusable },
    /// A file that is no SQLite database.
    NotADatabase { path: PathBuf },
    /// A database that some other program made.
    Foreign { path: PathBuf },
    /// A file that may be read and not written.
    ReadOnly { path: PathBuf },
    /// A file that cannot be opened, or made.
    CannotOpen { path: PathBuf },
    /// No room left for the file.
    DiskFull { path: PathBuf },
    /// A file of a later release.
    Newer { path: PathBuf, version: i64 },
    /// A file in which another org is open.
    InUse { path: PathBuf },
    /// The file beside the org's, which says that it is in use, cannot be made.
    Lock {
        path: PathBuf,
        error: std::io::Error,
    },
    /// A file that is damaged.
    Corrupt { path: PathBuf, detail: String },
    /// Anything else SQLite has to say about the file.
    Sqlite {
        path: Option<PathBuf>,
        error: rusqlite::Error,
    },
    /// The records an org starts with could not be written.
    Seed { message: String },
}

impl Unusable {
    /// Explains the problem with `path` and how to solve it.
    fn explain(&self, path: &Path) -> String {
        let shown = path.display();
        match self {
            Self::Empty => "the name of the database file is empty: name a file such as \
                            `org.db`, or leave it out to keep the records in memory"
                .to_owned(),
            Self::Memory => "`:memory:` is not a file: leave the database file out to keep the \
                             records in memory, or name a file such as `org.db`"
                .to_owned(),
            Self::Uri => format!(
                "`{shown}` is a URI: name the file by its path, such as `org.db`; a file of \
                 exactly this name is `./{shown}`"
            ),
            Self::Nul => format!(
                "the name of the database file, `{}`, has a NUL character in it: leave it out of \
                 the name",
                shown.to_string().replace('\0', "\\0")
            ),
            Self::Folder => format!(
                "`{shown}` is a folder: name a file in it, such as `{}`",
                path.join("org.db").display()
            ),
            Self::Special => {
                format!("`{shown}` is a device, a pipe or a socket: name a file, such as `org.db`")
            }
            Self::NoFolder { folder } => format!(
                "the folder of `{shown}` does not exist: create `{}`, or name a file in another \
                 folder",
                folder.display()
            ),
            Self::NoTarget { target } => format!(
                "`{shown}` is a link to `{}`, whose folder does not exist: create it, or name \
                 another file",
                target.display()
            ),
        }
    }
}

impl OpenError {
    /// Sorts what SQLite says about a file.
    pub(super) fn sqlite(path: Option<&Path>, error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{CannotOpen, DatabaseCorrupt, DiskFull, NotADatabase, ReadOnly};
        let code = error.sqlite_error_code();
        match (path, code) {
            (Some(path), Some(NotADatabase)) => Self::NotADatabase {
                path: path.to_owned(),
            },
            (Some(path), Some(ReadOnly)) => Self::ReadOnly {
                path: path.to_owned(),
            },
            (Some(path), Some(CannotOpen)) => Self::CannotOpen {
                path: path.to_owned(),
            },
            (Some(path), Some(DiskFull)) => Self::DiskFull {
                path: path.to_owned(),
            },
            (Some(path), Some(DatabaseCorrupt)) => Self::Corrupt {
                path: path.to_owned(),
                detail: error.to_string(),
            },
            _ => Self::Sqlite {
                path: path.map(Path::to_owned),
                error,
            },
        }
    }
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io { path, error } => write!(f, "cannot read {}: {error}", path.display()),
            Self::NoDescribes { path } => write!(
                f,
                "no describe in {}: it needs one `<Object>.json` per object, as \
                 `ats-codegen fetch` writes them",
                path.display()
            ),
            Self::Describe { source, error } => write!(f, "{source}: {error}"),
            Self::Json { source, error } => write!(f, "{source}: {error}"),
            Self::TwoDescribes { object } => {
                write!(f, "two describes of {object}: remove one of them")
            }
            Self::NoPermissionSet { name, known } if known.is_empty() => write!(
                f,
                "no permission set `{name}`: the schemas bring none, put it into \
                 `permission-sets/{name}.json`"
            ),
            Self::NoPermissionSet { name, known } => write!(
                f,
                "no permission set `{name}`: there are {}",
                known.join(", ")
            ),
            Self::Unusable { path, problem } => f.write_str(&problem.explain(path)),
            Self::NotADatabase { path } => write!(
                f,
                "`{}` is not a database of ats-emulator: name another file, or one that does not \
                 exist yet",
                path.display()
            ),
            Self::Foreign { path } => write!(
                f,
                "`{}` is a SQLite database of another program: name another file, or one that \
                 does not exist yet",
                path.display()
            ),
            Self::ReadOnly { path } => write!(
                f,
                "`{}` cannot be written: make it and its folder writable, or name another file",
                path.display()
            ),
            Self::CannotOpen { path } => write!(
                f,
                "`{}` cannot be opened or created: make it and its folder writable, or name a file \
                 in another folder",
                path.display()
            ),
            Self::DiskFull { path } => write!(
                f,
                "the disk that holds `{}` is full: free some space, or name a file on another disk",
                path.display()
            ),
            Self::Newer { path, version } => write!(
                f,
                "`{}` has format {version}, made by a later release: update ats-emulator, or \
                 name another file",
                path.display()
            ),
            Self::InUse { path } => write!(
                f,
                "`{}` is in use by another emulator: stop that one, or name another file",
                path.display()
            ),
            Self::Lock { path, error } => write!(
                f,
                "cannot write the lock file `{}`: {error}; make its folder writable, or name a \
                 database file in another folder",
                path.display()
            ),
            Self::Corrupt { path, detail } => write!(
                f,
                "`{}` is damaged ({detail}): restore it from a copy, or delete it and its `-wal` \
                 file to start with an empty org",
                path.display()
            ),
            Self::Sqlite {
                path: Some(path),
                error,
            } => write!(
                f,
                "cannot open `{}`: {error}; check that the file and its folder can be written",
                path.display()
            ),
            Self::Sqlite { path: None, error } => {
                write!(f, "cannot open an org in memory: {error}")
            }
            Self::Seed { message } => {
                write!(f, "cannot write the records an org starts with: {message}")
            }
        }
    }
}

impl Error for OpenError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Io { error, .. } | Self::Lock { error, .. } => Some(error),
            Self::Describe { error, .. } => Some(error),
            Self::Json { error, .. } => Some(error),
            Self::Sqlite { error, .. } => Some(error),
            _ => None,
        }
    }
}
