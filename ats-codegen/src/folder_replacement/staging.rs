//! Names and locks of staging folders and files.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::disk::SUFFIX;

/// Runs of one process that prepare the same folder at a time; nobody needs as many.
const MOST: u32 = 100;

/// Creates a file or folder for a change of `target` under a name that no other run uses, and
/// locks it.
pub(super) fn create(
    target: &Path,
    make: impl Fn(&str) -> io::Result<PathBuf>,
) -> io::Result<(PathBuf, Option<File>)> {
    let prefix = prefix(target);
    let mut last = io::Error::from(io::ErrorKind::AlreadyExists);
    for number in 0..MOST {
        let process = std::process::id();
        let name = match number {
            0 => format!("{prefix}{process}{SUFFIX}"),
            number => format!("{prefix}{process}-{number}{SUFFIX}"),
        };
        match make(&name) {
            Ok(path) => {
                let lock = match File::open(&path) {
                    Ok(file) => file,
                    // Another run took it for a leftover.
                    Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                    // Not every system opens folders; there leftovers stay.
                    Err(_) => return Ok((path, None)),
                };
                match lock.try_lock() {
                    // Another run takes it for a leftover, or has just removed it as one.
                    Err(TryLockError::WouldBlock) => {}
                    Ok(()) if fs::symlink_metadata(&path).is_err() => {}
                    Ok(()) => return Ok((path, Some(lock))),
                    Err(TryLockError::Error(_)) => return Ok((path, None)),
                }
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => last = error,
            Err(error) => return Err(error),
        }
    }
    Err(last)
}

/// The beginning of the names of leftovers of a change of `target`.
pub(super) fn prefix(target: &Path) -> String {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    format!(".{name}.")
}

/// Returns whether a name's middle is that of a process and its count.
pub(super) fn is_number(text: &str) -> bool {
    text.starts_with(|ch: char| ch.is_ascii_digit())
        && text.bytes().all(|it| it.is_ascii_digit() || it == b'-')
}

/// A leftover that this run may remove. Locked, so that a run which has just created it under
/// the same name notices and takes another one.
pub(super) struct Claim {
    _lock: Option<File>,
}

/// Claims a leftover, unless a run that goes on holds its lock.
pub(super) fn claim(path: &Path) -> Option<Claim> {
    match File::open(path) {
        Ok(file) => file.try_lock().is_ok().then(|| Claim { _lock: Some(file) }),
        // Windows does not open folders, so there they have no lock.
        Err(_) => is_old(path).then(|| Claim { _lock: None }),
    }
}

/// Returns whether a leftover is older than any run takes.
fn is_old(path: &Path) -> bool {
    let modified = fs::symlink_metadata(path).and_then(|it| it.modified());
    let age = modified.ok().and_then(|it| it.elapsed().ok());
    age.is_some_and(|it| it > Duration::from_secs(24 * 60 * 60))
}
