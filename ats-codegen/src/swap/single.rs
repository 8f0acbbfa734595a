//! Replaces one file, or leaves it as it was.

use std::fs::{self, File, Permissions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::leftovers::{create, is_abandoned, is_number, prefix};
use super::{SUFFIX, sync_parent};

/// Puts `bytes` at `path`: written beside it, brought to the disk, then renamed. The permissions
/// are those given, else those of the old file.
pub(crate) fn replace_file(
    path: &Path,
    bytes: &[u8],
    permissions: Option<Permissions>,
) -> io::Result<()> {
    recover_file(path);
    let permissions = permissions.or_else(|| Some(fs::symlink_metadata(path).ok()?.permissions()));
    let make = |name: &str| {
        let temporary = path.with_file_name(name);
        File::create_new(&temporary).map(|_| temporary)
    };
    let (temporary, _lock) = create(path, make)?;
    let written = write(&temporary, bytes, permissions).and_then(|()| fs::rename(&temporary, path));
    if let Err(error) = written {
        let _ = fs::remove_file(&temporary);
        return Err(error);
    }
    sync_parent(path);
    Ok(())
}

fn write(path: &Path, bytes: &[u8], permissions: Option<Permissions>) -> io::Result<()> {
    let mut file = File::options().write(true).open(path)?;
    if let Some(permissions) = permissions {
        // Before there is anything to read.
        file.set_permissions(permissions)?;
    }
    file.write_all(bytes)?;
    file.sync_all()
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
        if is_file && number.is_some_and(is_number) && is_abandoned(&entry.path()) {
            let _ = fs::remove_file(entry.path());
        }
    }
}
