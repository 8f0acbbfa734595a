//! Leftovers of runs that were killed.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::disk::{ReplacementError, SUFFIX};
use super::exchange::ASIDE;
use super::staging::{claim, is_number, prefix};
use super::{kept_files, rename_into_place, target_folder};

/// Completes or removes what killed runs left of their changes of the folder `target`. For runs
/// that have their `FolderLock` with it.
pub(crate) fn recover(target: &Path) -> Result<(), ReplacementError> {
    let target = target_folder::real(target)?;
    if let Some(parent) = target.parent() {
        for left in find(parent, &target, ASIDE) {
            let staging = without(&left, ASIDE);
            if staging.exists() && claim(&staging).is_none() {
                // A run is between the two steps of an exchange.
                continue;
            }
            // Killed between the two steps, or after them.
            if !target.exists() {
                fs::rename(&left, &target).map_err(ReplacementError::at(&target))?;
            } else if let Some(_claim) = claim(&left) {
                remove(&left, &target);
            }
        }
        for left in find(parent, &target, REST) {
            if let Some(_claim) = claim(&left) {
                kept_files::bring(&left, &target, &|_| false)?;
                remove(&left, &target);
            }
        }
        for left in find(parent, &target, "") {
            if let Some(_claim) = claim(&left) {
                remove(&left, &target);
            }
        }
    }
    for left in find(&target, &target, "") {
        let Some(_claim) = claim(&left) else {
            continue;
        };
        if rename_into_place::is_marked(&left) {
            rename_into_place::roll_forward(&left, &target)?;
        } else {
            remove(&left, &target);
        }
    }
    Ok(())
}

/// Returns the staging folder of a change in place of `target` that is not complete.
pub(crate) fn incomplete(target: &Path) -> Option<PathBuf> {
    let target = target_folder::real(target).ok()?;
    let mut staging = find(&target, &target, "").into_iter();
    staging.find(|it| rename_into_place::is_marked(it))
}

/// Removes a staging folder, or the old folder that now has its name, except what would be lost
/// with it.
pub(super) fn remove(left: &Path, target: &Path) {
    if kept_files::bring_moved(left, target).is_ok() && !kept_files::holds_moved(left) {
        // What cannot be removed now is removed by the next run.
        let _ = fs::remove_dir_all(left);
    }
}

/// The end of the name of an old folder that still has files of others, which could not be moved
/// to the new one.
const REST: &str = ".rest";

/// Gives an old folder the name under which the next run moves what is left in it.
pub(super) fn keep_rest(old: &Path) -> io::Result<()> {
    let mut rest = without(old, ASIDE).into_os_string();
    rest.push(REST);
    fs::rename(old, rest)
}

/// Returns a path without the end of its name.
fn without(path: &Path, ending: &str) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(name.strip_suffix(ending).unwrap_or(&name))
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
