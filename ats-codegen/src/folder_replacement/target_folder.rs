//! Where a folder really is, and whether it can be replaced.

use std::env;
use std::io;
use std::path::{Path, PathBuf};

use super::disk::ReplacementError;

/// Returns the absolute path of a folder. A link stays a link: the folder it leads to changes.
pub(super) fn real(target: &Path) -> Result<PathBuf, ReplacementError> {
    match target.canonicalize() {
        Ok(real) => Ok(real),
        Err(_) => {
            let path = std::path::absolute(target).map_err(ReplacementError::at(target))?;
            // The folder is new; the one above it may be reached by a link.
            let real = (path.parent()).and_then(|parent| parent.canonicalize().ok());
            Ok(match (real, path.file_name()) {
                (Some(parent), Some(name)) => parent.join(name),
                _ => path,
            })
        }
    }
}

/// Returns whether the folder itself must stay, because it is or holds the current directory,
/// where a shell would be left in a folder that is gone, or because it is a mount point.
pub(super) fn must_stay(target: &Path) -> bool {
    let current = env::current_dir().and_then(|it| it.canonicalize());
    current.is_ok_and(|it| it.starts_with(target)) || is_mount_point(target)
}

/// Returns whether a folder cannot be made where it was tried.
pub(super) fn is_closed(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
    )
}

/// Returns whether a folder cannot be moved: a mount point that was not known as one, or a folder
/// of a lower layer of an overlay file system.
pub(super) fn is_fixed(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::CrossesDevices | io::ErrorKind::ResourceBusy
    )
}

#[cfg(target_os = "linux")]
fn is_mount_point(folder: &Path) -> bool {
    use rustix::fs::{AtFlags, CWD, StatxFlags, statx};

    // Bind mounts are of the same device, so the device alone does not tell.
    let mount = |path: &Path| {
        let found = statx(CWD, path, AtFlags::empty(), StatxFlags::MNT_ID).ok()?;
        Some((found.stx_mnt_id, found.stx_dev_major, found.stx_dev_minor))
    };
    differs_from_parent(folder, mount)
}

#[cfg(all(unix, not(target_os = "linux")))]
fn is_mount_point(folder: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;

    differs_from_parent(folder, |path| Some(path.metadata().ok()?.dev()))
}

#[cfg(unix)]
fn differs_from_parent<T: PartialEq>(folder: &Path, of: impl Fn(&Path) -> Option<T>) -> bool {
    let parent = folder.parent().and_then(&of);
    match (of(folder), parent) {
        (Some(folder), Some(parent)) => folder != parent,
        _ => false,
    }
}

#[cfg(not(unix))]
fn is_mount_point(_folder: &Path) -> bool {
    false
}
