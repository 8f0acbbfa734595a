//! Checks the path of an org's file before SQLite opens it.
//!
//! SQLite gives some names a meaning of their own, and merely opening a database of another
//! program can change its files: its log is written back when it is closed.

use std::fs::{self, File};
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use super::open_error::OpenError;

/// Marks a file as an org's: `ATSE` in ASCII, in SQLite's own field for it.
pub(super) const APPLICATION_ID: u32 = 0x4154_5345;

/// Why a path cannot be that of an org's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Unusable {
    /// Nothing at all.
    Empty,
    /// `:memory:`, which is no file for SQLite.
    Memory,
    /// `file:…`, which SQLite reads as a URI.
    Uri,
    /// A NUL in it, where the name ends for the system.
    Nul,
    /// A folder.
    Folder,
    /// A device, a pipe or a socket.
    Special,
    /// A file in a folder that does not exist.
    NoFolder { folder: PathBuf },
    /// A symbolic link to a file in a folder that does not exist.
    NoTarget { target: PathBuf },
}

/// Refuses a path that cannot be an org's file, and the path of a file of another kind. Accepts a
/// file that does not exist yet, and an empty one.
///
/// # Errors
///
/// [`OpenError::Unusable`], [`OpenError::NotADatabase`], [`OpenError::Foreign`], and
/// [`OpenError::Io`] for a file that cannot be read.
pub(super) fn check(path: &Path) -> Result<(), OpenError> {
    let unusable = |problem| OpenError::Unusable {
        path: path.to_owned(),
        problem,
    };
    if let Some(problem) = of_name(path) {
        return Err(unusable(problem));
    }
    match fs::metadata(path) {
        Ok(found) if found.is_dir() => Err(unusable(Unusable::Folder)),
        Ok(found) if !found.is_file() => Err(unusable(Unusable::Special)),
        Ok(_) => check_header(path),
        Err(error) if error.kind() == ErrorKind::NotFound => match missing(path) {
            Some(problem) => Err(unusable(problem)),
            None => Ok(()),
        },
        Err(error) => Err(OpenError::Io {
            path: path.to_owned(),
            error,
        }),
    }
}

/// Returns the problem with the name alone, if it has one.
fn of_name(path: &Path) -> Option<Unusable> {
    let bytes = path.as_os_str().as_encoded_bytes();
    if bytes.is_empty() {
        Some(Unusable::Empty)
    } else if bytes.contains(&0) {
        Some(Unusable::Nul)
    } else if bytes == b":memory:" {
        Some(Unusable::Memory)
    } else if bytes.starts_with(b"file:") {
        Some(Unusable::Uri)
    } else if bytes.ends_with(b"/") || bytes.ends_with(std::path::MAIN_SEPARATOR_STR.as_bytes()) {
        Some(Unusable::Folder)
    } else {
        None
    }
}

/// Why a file that does not exist cannot be made.
fn missing(path: &Path) -> Option<Unusable> {
    if let Ok(target) = fs::read_link(path) {
        let folder = path.parent().unwrap_or(Path::new("")).join(&target);
        return (!has_folder(&folder)).then_some(Unusable::NoTarget { target });
    }
    (!has_folder(path)).then(|| Unusable::NoFolder {
        folder: path.parent().unwrap_or(Path::new("")).to_owned(),
    })
}

fn has_folder(path: &Path) -> bool {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder.is_dir(),
        // In the current folder.
        _ => true,
    }
}

/// The number of bytes that [`check_header`] reads: SQLite's header of 100 bytes, and the beginning
/// of the root page of the schema, with the number of its entries.
const LOOKED_AT: usize = 105;

/// Refuses a file of another program by its first bytes (*Database File Format*, sqlite.org).
fn check_header(path: &Path) -> Result<(), OpenError> {
    let fail = |error| OpenError::Io {
        path: path.to_owned(),
        error,
    };
    let mut head = Vec::with_capacity(LOOKED_AT);
    let most = u64::try_from(LOOKED_AT).unwrap_or(u64::MAX);
    let file = File::open(path).map_err(fail)?;
    file.take(most).read_to_end(&mut head).map_err(fail)?;
    if head.is_empty() {
        return Ok(());
    }
    let whole = head.first_chunk::<LOOKED_AT>();
    let Some(head) = whole.filter(|head| head.starts_with(b"SQLite format 3\0")) else {
        return Err(OpenError::NotADatabase {
            path: path.to_owned(),
        });
    };
    let application = u32::from_be_bytes([head[68], head[69], head[70], head[71]]);
    // An interior page always has entries; a leaf page states their number. A file without tables
    // may be an empty database, or have its tables in the log still: SQLite finds out.
    let is_leaf = head[100] == 0x0D;
    let has_tables = !is_leaf || head[103..] != [0, 0];
    if application == APPLICATION_ID || (application == 0 && !has_tables) {
        return Ok(());
    }
    Err(OpenError::Foreign {
        path: path.to_owned(),
    })
}
