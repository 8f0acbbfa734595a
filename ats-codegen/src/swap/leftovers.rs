//! Leftovers of runs that were killed.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::exchange::ASIDE;
use super::{Failed, SUFFIX, in_place, others, place};

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
                // Not every system opens folders; there leftovers stay.
                let lock = File::open(&path).ok().filter(|it| it.try_lock().is_ok());
                return Ok((path, lock));
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => last = error,
            Err(error) => return Err(error),
        }
    }
    Err(last)
}

/// Completes or removes what killed runs left of their changes of the folder `target`.
pub(crate) fn recover(target: &Path) -> Result<(), Failed> {
    let target = place::real(target)?;
    if let Some(parent) = target.parent() {
        for left in find(parent, &target, ASIDE) {
            // Killed between the two steps of an exchange, or after them.
            if !target.exists() {
                fs::rename(&left, &target).map_err(Failed::at(&target))?;
            } else if is_abandoned(&left) {
                remove(&left, &target);
            }
        }
        for left in find(parent, &target, "")
            .iter()
            .filter(|it| is_abandoned(it))
        {
            remove(left, &target);
        }
    }
    for left in find(&target, &target, "") {
        if !is_abandoned(&left) {
            continue;
        }
        if in_place::is_marked(&left) {
            in_place::roll_forward(&left, &target)?;
        } else {
            remove(&left, &target);
        }
    }
    Ok(())
}

/// Removes a staging folder, or the old folder that now has its name, except what would be lost
/// with it.
pub(super) fn remove(left: &Path, target: &Path) {
    let _ = others::bring_moved(left, target);
    if !others::holds_moved(left) {
        // What cannot be removed now is removed by the next run.
        let _ = fs::remove_dir_all(left);
    }
}

/// Finds the staging folders in `folder` that belong to `target`, those of running processes
/// included.
fn find(folder: &Path, target: &Path, ending: &str) -> Vec<PathBuf> {
    let prefix = prefix(target);
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let ours = entries.filter(|entry| {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let number = (name.strip_prefix(&prefix))
            .and_then(|it| it.strip_suffix(ending))
            .and_then(|it| it.strip_suffix(SUFFIX));
        number.is_some_and(is_number) && entry.file_type().is_ok_and(|it| it.is_dir())
    });
    ours.map(|it| it.path()).collect()
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

/// Returns whether nobody holds the lock of a leftover.
pub(super) fn is_abandoned(path: &Path) -> bool {
    match File::open(path) {
        Ok(file) => file.try_lock().is_ok(),
        // Windows does not open folders, so there they have no lock.
        Err(_) => is_old(path),
    }
}

/// Returns whether a leftover is older than any run takes.
fn is_old(path: &Path) -> bool {
    let modified = fs::symlink_metadata(path).and_then(|it| it.modified());
    let age = modified.ok().and_then(|it| it.elapsed().ok());
    age.is_some_and(|it| it > Duration::from_secs(24 * 60 * 60))
}
