//! Replaces one file, or leaves it as it was.

use std::fs::{self, File, Metadata};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::leftovers::{create, is_abandoned, is_number, prefix};
use super::{SUFFIX, sync_parent};

/// Puts `bytes` at `path`: written beside it, brought to the disk, then renamed. Owner and
/// permissions stay those of the old file.
pub(crate) fn replace_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    recover_file(path);
    let make = |name: &str| {
        let temporary = path.with_file_name(name);
        File::create_new(&temporary).map(|_| temporary)
    };
    let (temporary, _lock) = create(path, make)?;
    let old = fs::metadata(path).ok();
    let written =
        write(&temporary, bytes, old.as_ref()).and_then(|()| fs::rename(&temporary, path));
    if let Err(error) = written {
        let _ = fs::remove_file(&temporary);
        return Err(error);
    }
    sync_parent(path);
    Ok(())
}

/// Creates a file that is complete from the start; returns false where there is one already,
/// which is left as it is.
pub(crate) fn create_file(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    recover_file(path);
    if fs::symlink_metadata(path).is_ok() {
        return Ok(false);
    }
    let make = |name: &str| {
        let temporary = path.with_file_name(name);
        File::create_new(&temporary).map(|_| temporary)
    };
    let (temporary, _lock) = create(path, make)?;
    // A link never replaces a file; where there are none, nor does this but for an instant.
    let written = write(&temporary, bytes, None).and_then(|()| {
        fs::hard_link(&temporary, path).or_else(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => Err(error),
            _ => fs::rename(&temporary, path),
        })
    });
    let _ = fs::remove_file(&temporary);
    match written {
        Ok(()) => {
            sync_parent(path);
            Ok(true)
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    }
}

fn write(path: &Path, bytes: &[u8], old: Option<&Metadata>) -> io::Result<()> {
    let mut file = File::options().write(true).open(path)?;
    if let Some(old) = old {
        // Before there is anything to read.
        keep_owner(&file, old);
        file.set_permissions(old.permissions())?;
    }
    file.write_all(bytes)?;
    file.sync_all()
}

/// Gives a file to the owner of the old one, as far as this user may.
#[cfg(unix)]
fn keep_owner(file: &File, old: &Metadata) {
    use std::os::unix::fs::{MetadataExt as _, fchown};

    let _ = fchown(file, Some(old.uid()), Some(old.gid()));
}

#[cfg(not(unix))]
fn keep_owner(_file: &File, _old: &Metadata) {}

/// Removes what killed runs left beside `path`.
pub(crate) fn recover_file(path: &Path) {
    let prefix = prefix(path);
    let parent = match path.parent() {
        Some(parent) if parent != Path::new("") => parent.to_owned(),
        _ => PathBuf::from("."),
    };
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let number = name
            .strip_prefix(&prefix)
            .and_then(|it| it.strip_suffix(SUFFIX));
        let is_file = entry.file_type().is_ok_and(|it| it.is_file());
        if is_file && number.is_some_and(is_number) && is_abandoned(&entry.path()) {
            let _ = fs::remove_file(entry.path());
        }
    }
}
