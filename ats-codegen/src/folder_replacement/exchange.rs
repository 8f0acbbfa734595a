//! Two folders change places.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Swaps the folders `new` and `old`. Returns the path at which the old folder is now.
#[cfg(any(target_os = "linux", target_os = "macos"))]
pub(super) fn folders(new: &Path, old: &Path) -> io::Result<PathBuf> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;

    match renameat_with(CWD, new, CWD, old, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(new.to_owned()),
        // The file system cannot.
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => in_two_steps(new, old),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
pub(super) fn folders(new: &Path, old: &Path) -> io::Result<PathBuf> {
    in_two_steps(new, old)
}

/// Swaps two folders by way of a third name. A process killed in between leaves no folder `old`;
/// the next run puts it back.
pub(super) fn in_two_steps(new: &Path, old: &Path) -> io::Result<PathBuf> {
    let aside = aside(new);
    fs::rename(old, &aside)?;
    if let Err(error) = fs::rename(new, old) {
        return Err(match fs::rename(&aside, old) {
            Ok(()) => error,
            Err(undo) => {
                let message = format!(
                    "{error}; the old folder is now {} and cannot be renamed back ({undo}): rename \
                     it to {}",
                    aside.display(),
                    old.display()
                );
                io::Error::new(error.kind(), message)
            }
        });
    }
    // The change is in place, wherever the old folder is.
    Ok(match fs::rename(&aside, new) {
        Ok(()) => new.to_owned(),
        Err(_) => aside,
    })
}

/// The name of the old folder between the two steps.
pub(super) fn aside(staging: &Path) -> PathBuf {
    let mut name = staging.as_os_str().to_owned();
    name.push(ASIDE);
    name.into()
}

/// The end of that name.
pub(super) const ASIDE: &str = ".old";
