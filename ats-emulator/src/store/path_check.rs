//! Checks the path of an org's file before SQLite opens it.
//!
//! SQLite gives some names a meaning of their own, and merely opening a database of another
//! program can change its files: its log is written back when it is closed.

use std::fs::{self, File};
use std::io::{ErrorKind, Read as _};
use std::path::Path;

use super::error::{StoreError, UnusablePath};

/// Marks a file as an org's: `ATSE` in ASCII, in SQLite's own field for it.
pub(super) const APPLICATION_ID: u32 = 0x4154_5345;

/// Refuses a path that cannot be an org's file, and the path of a file of another kind. Accepts a
/// file that does not exist yet, and an empty one.
///
/// # Errors
///
/// [`StoreError::UnusablePath`], [`StoreError::NotADatabase`], [`StoreError::OtherProgram`], and
/// [`StoreError::Read`] for a file that cannot be read.
pub(super) fn check(path: &Path) -> Result<(), StoreError> {
    check_name(path)?;
    match fs::metadata(path) {
        Ok(found) if found.is_dir() => {
            let path = path.to_owned();
            Err(UnusablePath::Folder { path }.into())
        }
        Ok(found) if !found.is_file() => {
            let path = path.to_owned();
            Err(UnusablePath::Special { path }.into())
        }
        Ok(_) => check_header(path),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(check_folder(path)?),
        Err(error) => Err(StoreError::Read {
            path: path.to_owned(),
            error,
        }),
    }
}

/// Refuses a path for its name alone.
fn check_name(path: &Path) -> Result<(), UnusablePath> {
    let bytes = path.as_os_str().as_encoded_bytes();
    let path = path.to_owned();
    if bytes.is_empty() {
        Err(UnusablePath::Empty)
    } else if bytes.contains(&0) {
        Err(UnusablePath::Nul { path })
    } else if bytes == b":memory:" {
        Err(UnusablePath::Memory)
    } else if bytes.starts_with(b"file:") {
        Err(UnusablePath::Uri { path })
    } else if bytes.ends_with(b"/") || bytes.ends_with(std::path::MAIN_SEPARATOR_STR.as_bytes()) {
        Err(UnusablePath::Folder { path })
    } else {
        Ok(())
    }
}

/// Refuses the path of a file that does not exist and cannot be created.
fn check_folder(path: &Path) -> Result<(), UnusablePath> {
    let folder = path.parent().unwrap_or(Path::new("")).to_owned();
    let path = path.to_owned();
    match fs::read_link(&path) {
        Ok(target) if !has_folder(&folder.join(&target)) => {
            Err(UnusablePath::NoTarget { path, target })
        }
        Err(_) if !has_folder(&path) => Err(UnusablePath::NoFolder { path, folder }),
        _ => Ok(()),
    }
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
const HEADER_LENGTH: usize = 105;

/// Refuses a file of another program by its first bytes (*Database File Format*, sqlite.org).
fn check_header(path: &Path) -> Result<(), StoreError> {
    let fail = |error| StoreError::Read {
        path: path.to_owned(),
        error,
    };
    let mut head = Vec::with_capacity(HEADER_LENGTH);
    let most = u64::try_from(HEADER_LENGTH).unwrap_or(u64::MAX);
    let file = File::open(path).map_err(fail)?;
    file.take(most).read_to_end(&mut head).map_err(fail)?;
    if head.is_empty() {
        return Ok(());
    }
    let whole = head.first_chunk::<HEADER_LENGTH>();
    let Some(head) = whole.filter(|head| head.starts_with(b"SQLite format 3\0")) else {
        return Err(StoreError::NotADatabase {
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
    Err(StoreError::OtherProgram {
        path: path.to_owned(),
    })
}
