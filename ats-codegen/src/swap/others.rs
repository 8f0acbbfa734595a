//! Files of a folder that its new version does not replace.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use super::Failed;

/// Links the files of `old` into `new`, except those that `new` has already and those dropped.
/// Folders that [`is_moved`] names are left for [`bring`].
pub(super) fn link(old: &Path, new: &Path, dropped: &dyn Fn(&str) -> bool) -> Result<(), Failed> {
    link_below(old, new, "", dropped)
}

fn link_below(
    old: &Path,
    new: &Path,
    prefix: &str,
    dropped: &dyn Fn(&str) -> bool,
) -> Result<(), Failed> {
    for entry in fs::read_dir(old).map_err(Failed::at(old))? {
        let entry = entry.map_err(Failed::at(old))?;
        let (from, to) = (entry.path(), new.join(entry.file_name()));
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let kind = entry.file_type().map_err(Failed::at(&from))?;
        let taken = fs::symlink_metadata(&to).ok();
        if let Some(kind) = taken
            .as_ref()
            .and_then(|it| conflict(kind.is_dir(), it.is_dir()))
        {
            return Err(Failed::at(&from)(kind.into()));
        }
        if kind.is_dir() {
            if is_moved(&from) {
                continue;
            }
            if taken.is_none() {
                fs::create_dir(&to).map_err(Failed::at(&to))?;
            }
            link_below(&from, &to, &format!("{path}/"), dropped)?;
        } else if taken.is_none() && !dropped(&path) {
            let linked = if kind.is_symlink() {
                fs::read_link(&from).and_then(|original| link_again(&original, &to))
            } else {
                fs::hard_link(&from, &to).or_else(|error| copy(&from, &to, error))
            };
            linked.map_err(Failed::at(&to))?;
        }
    }
    let permissions = fs::metadata(old).map(|it| it.permissions());
    permissions
        .and_then(|it| fs::set_permissions(new, it))
        .map_err(Failed::at(new))
}

/// The error where a folder is in a file's place, or a file in a folder's.
pub(super) const fn conflict(old_is_dir: bool, new_is_dir: bool) -> Option<io::ErrorKind> {
    match (old_is_dir, new_is_dir) {
        (true, false) => Some(io::ErrorKind::IsADirectory),
        (false, true) => Some(io::ErrorKind::NotADirectory),
        _ => None,
    }
}

/// Copies a file where the file system has no hard links, with the time of its last change.
fn copy(from: &Path, to: &Path, error: io::Error) -> io::Result<()> {
    let metadata = fs::symlink_metadata(from)?;
    if !metadata.is_file() {
        // Reading a pipe or a socket might never end.
        return Err(error);
    }
    fs::copy(from, to)?;
    let file = File::options().append(true).open(to)?;
    file.set_modified(metadata.modified()?)?;
    file.sync_all()
}

#[cfg(unix)]
fn link_again(original: &Path, to: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(original, to)
}

#[cfg(not(unix))]
fn link_again(original: &Path, to: &Path) -> io::Result<()> {
    fs::copy(to.with_file_name(original), to).map(drop)
}

/// Moves what `old` has and `new`, which has just taken its place, lacks: the folders that were
/// not linked, and what somebody else wrote in the meantime.
pub(super) fn bring(old: &Path, new: &Path, dropped: &dyn Fn(&str) -> bool) -> Result<(), Failed> {
    bring_below(old, new, "", &|path| !dropped(path))
}

/// Moves the folders that were not linked, and nothing else.
pub(super) fn bring_moved(old: &Path, new: &Path) -> Result<(), Failed> {
    bring_below(old, new, "", &|_| false)
}

fn bring_below(
    old: &Path,
    new: &Path,
    prefix: &str,
    wanted: &dyn Fn(&str) -> bool,
) -> Result<(), Failed> {
    for entry in fs::read_dir(old).map_err(Failed::at(old))? {
        let entry = entry.map_err(Failed::at(old))?;
        let (from, to) = (entry.path(), new.join(entry.file_name()));
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let is_dir = entry.file_type().map_err(Failed::at(&from))?.is_dir();
        let missing = fs::symlink_metadata(&to).is_err();
        if is_dir && is_moved(&from) {
            if missing {
                fs::rename(&from, &to).map_err(Failed::at(&to))?;
            }
        } else if is_dir && !missing {
            bring_below(&from, &to, &format!("{path}/"), wanted)?;
        } else if missing && wanted(&path) {
            fs::rename(&from, &to).map_err(Failed::at(&to))?;
        }
    }
    Ok(())
}

/// Returns whether a folder is moved as it is, and not linked file by file: build caches, which
/// are large (they have a file `CACHEDIR.TAG`), and the folders of version control, which other
/// programs change at any time.
pub(super) fn is_moved(folder: &Path) -> bool {
    const VERSION_CONTROL: [&str; 4] = [".git", ".hg", ".jj", ".svn"];
    let name = folder.file_name().unwrap_or_default();
    VERSION_CONTROL.iter().any(|it| name == *it) || folder.join("CACHEDIR.TAG").is_file()
}

/// Returns whether a folder holds one that is moved.
pub(super) fn holds_moved(folder: &Path) -> bool {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .filter(|it| it.file_type().is_ok_and(|it| it.is_dir()))
        .any(|it| is_moved(&it.path()) || holds_moved(&it.path()))
}
