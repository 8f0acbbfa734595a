//! Files of a folder that its new version does not replace.

use std::fs::{self, File, Metadata};
use std::io;
use std::path::Path;

use super::disk::{ReplacementError, list_files};
use super::single_file;

/// Links the files of `old` into `new`, except those that `new` has already and those dropped.
/// Folders that [`is_moved`] names are left for [`bring`].
pub(super) fn link(
    old: &Path,
    new: &Path,
    dropped: &dyn Fn(&str) -> bool,
) -> Result<(), ReplacementError> {
    link_below(old, new, "", dropped)
}

fn link_below(
    old: &Path,
    new: &Path,
    prefix: &str,
    dropped: &dyn Fn(&str) -> bool,
) -> Result<(), ReplacementError> {
    for entry in fs::read_dir(old).map_err(ReplacementError::at(old))? {
        let entry = entry.map_err(ReplacementError::at(old))?;
        let (from, to) = (entry.path(), new.join(entry.file_name()));
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let kind = entry.file_type().map_err(ReplacementError::at(&from))?;
        let taken = fs::symlink_metadata(&to).ok();
        if let Some(kind) = taken
            .as_ref()
            .and_then(|it| conflict(kind.is_dir(), it.is_dir()))
        {
            return Err(ReplacementError::at(&from)(kind.into()));
        }
        if kind.is_dir() {
            if is_moved(&from) {
                continue;
            }
            if taken.is_none() {
                fs::create_dir(&to).map_err(ReplacementError::at(&to))?;
            }
            link_below(&from, &to, &format!("{path}/"), dropped)?;
        } else if taken.is_none() && !dropped(&path) {
            let linked = if kind.is_symlink() {
                link_again(&from, &to)
            } else {
                fs::hard_link(&from, &to).or_else(|error| copy(&from, &to, error))
            };
            linked.map_err(ReplacementError::at(&to))?;
        } else if kind.is_file() && taken.is_some_and(|it| it.is_file()) {
            keep_access(&from, &to)?;
        }
    }
    keep_access(old, new)
}

/// Gives a file or folder that replaces another one the owner and permissions of that one.
fn keep_access(old: &Path, new: &Path) -> Result<(), ReplacementError> {
    fs::metadata(old)
        .and_then(|old| single_file::keep_access(new, &old))
        .map_err(ReplacementError::at(new))
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

/// Creates the link `to` with the text of the link `from`.
#[cfg(unix)]
fn link_again(from: &Path, to: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(fs::read_link(from)?, to)
}

#[cfg(windows)]
fn link_again(from: &Path, to: &Path) -> io::Result<()> {
    use std::os::windows::fs::{symlink_dir, symlink_file};

    let original = fs::read_link(from)?;
    if from.is_dir() {
        symlink_dir(original, to)
    } else {
        symlink_file(original, to)
    }
}

#[cfg(not(any(unix, windows)))]
fn link_again(_from: &Path, _to: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Moves the files of others from `old` to `new`, which has just taken its place: the folders
/// that were not linked, and every file that was created or saved after [`link`]. `ours` returns
/// true for files that were written or dropped.
pub(super) fn bring(
    old: &Path,
    new: &Path,
    ours: &dyn Fn(&str) -> bool,
) -> Result<(), ReplacementError> {
    bring_below(old, new, "", &|path| !ours(path))
}

/// Removes from the old folder the files that were written or dropped, so that only files of
/// others are left in it. A file that cannot be removed stays.
pub(super) fn discard(old: &Path, ours: &dyn Fn(&str) -> bool) {
    let mut files = Vec::new();
    if list_files(old, "", &mut files, &mut Vec::new()).is_ok() {
        for path in files.iter().filter(|it| ours(it)) {
            let _ = fs::remove_file(old.join(path));
        }
    }
}

/// Moves the folders that were not linked, and nothing else.
pub(super) fn bring_moved(old: &Path, new: &Path) -> Result<(), ReplacementError> {
    bring_below(old, new, "", &|_| false)
}

fn bring_below(
    old: &Path,
    new: &Path,
    prefix: &str,
    wanted: &dyn Fn(&str) -> bool,
) -> Result<(), ReplacementError> {
    for entry in fs::read_dir(old).map_err(ReplacementError::at(old))? {
        let entry = entry.map_err(ReplacementError::at(old))?;
        let (from, to) = (entry.path(), new.join(entry.file_name()));
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let is_dir = entry
            .file_type()
            .map_err(ReplacementError::at(&from))?
            .is_dir();
        let there = fs::symlink_metadata(&to).ok();
        let missing = there.is_none();
        if is_dir && is_moved(&from) {
            if missing {
                fs::rename(&from, &to).map_err(ReplacementError::at(&to))?;
            }
        } else if let Some(kind) = (there.as_ref())
            .and_then(|there| conflict(is_dir, there.is_dir()))
            .filter(|_| wanted(&path))
        {
            return Err(ReplacementError::at(&to)(kind.into()));
        } else if is_dir && there.as_ref().is_some_and(Metadata::is_dir) {
            bring_below(&from, &to, &format!("{path}/"), wanted)?;
        } else if wanted(&path) && there.is_none_or(|there| was_saved(&from, &there)) {
            fs::rename(&from, &to).map_err(ReplacementError::at(&to))?;
        }
    }
    Ok(())
}

/// Returns whether the file `old` is not the one that was linked or copied as `new`, but was saved
/// after it. A newer file at `new` was saved even later.
fn was_saved(old: &Path, new: &Metadata) -> bool {
    let Ok(old) = fs::symlink_metadata(old) else {
        return false;
    };
    let times = old.modified().ok().zip(new.modified().ok());
    old.is_file()
        && !new.is_dir()
        && !is_same(&old, new)
        && times.is_none_or(|(old, new)| old >= new)
}

#[cfg(unix)]
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;

    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

#[cfg(not(unix))]
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    one.len() == other.len() && one.modified().ok() == other.modified().ok()
}

/// Returns whether a folder is moved as it is, and not linked file by file: build caches, which
/// are large (they have a file `CACHEDIR.TAG`), and the folders of version control, which other
/// programs change at any time.
pub(super) fn is_moved(folder: &Path) -> bool {
    is_version_control(folder) || folder.join("CACHEDIR.TAG").is_file()
}

/// Returns whether a path has the name of a folder of version control.
pub(super) fn is_version_control(path: &Path) -> bool {
    const FOLDERS: [&str; 4] = [".git", ".hg", ".jj", ".svn"];
    let name = path.file_name().unwrap_or_default();
    FOLDERS.iter().any(|it| name.eq_ignore_ascii_case(it))
}

/// Returns whether a folder holds one that is moved.
pub(super) fn holds_moved(folder: &Path) -> bool {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .filter(|it| it.file_type().is_ok_and(|it| it.is_dir()))
        .any(|it| is_moved(&it.path()) || holds_moved(&it.path()))
}
