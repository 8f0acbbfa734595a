//! Replaces one file, or leaves it as it was.

use std::fs::{self, File, Metadata};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::disk::{SUFFIX, sync_parent};
use super::staging::{claim, create, is_number, prefix};

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
        keep_access(path, old)?;
    }
    file.write_all(bytes)?;
    file.sync_all()
}

/// Gives a file or folder the owner and permissions of the old one, as far as this user may. Where
/// the group cannot be kept, the new one may do only what everybody may.
#[cfg(unix)]
pub(super) fn keep_access(path: &Path, old: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, fchown};

    let file = File::open(path)?;
    let now = file.metadata()?;
    let (user, group) = (Some(old.uid()), Some(old.gid()));
    let is_owned = (now.uid(), now.gid()) == (old.uid(), old.gid());
    let keeps_group = is_owned
        || fchown(&file, user, group).is_ok()
        || now.gid() == old.gid()
        || fchown(&file, None, group).is_ok();
    let mode = mode(old.mode(), keeps_group);
    file.set_permissions(fs::Permissions::from_mode(mode))
}

/// Returns the permissions of a new file.
#[cfg(unix)]
const fn mode(old: u32, keeps_group: bool) -> u32 {
    let everybody = (old & 0o007) << 3;
    if keeps_group {
        old
    } else {
        old & (!0o070 | everybody)
    }
}

#[cfg(not(unix))]
pub(super) fn keep_access(path: &Path, old: &Metadata) -> io::Result<()> {
    fs::set_permissions(path, old.permissions())
}

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
        if is_file
            && number.is_some_and(is_number)
            && let Some(_claim) = claim(&entry.path())
        {
            let _ = fs::remove_file(entry.path());
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::mode;

    #[test]
    fn a_group_that_is_not_kept_may_do_what_everybody_may() {
        assert_eq!(mode(0o640, true), 0o640);
        assert_eq!(mode(0o640, false), 0o600);
        assert_eq!(mode(0o660, false), 0o600);
        assert_eq!(mode(0o664, false), 0o644);
    }
}
