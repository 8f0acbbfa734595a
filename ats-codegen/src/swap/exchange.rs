//! Two folders change places.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Swaps the folders `new` and `old`.
#[cfg(any(target_os = "linux", target_os = "macos"))]
pub(super) fn folders(new: &Path, old: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;

    match renameat_with(CWD, new, CWD, old, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(()),
        // The file system cannot.
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => in_two_steps(new, old),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
pub(super) fn folders(new: &Path, old: &Path) -> io::Result<()> {
    in_two_steps(new, old)
}

/// Swaps two folders by way of a third name. A process killed in between leaves no folder `old`;
/// the next run puts it back.
pub(super) fn in_two_steps(new: &Path, old: &Path) -> io::Result<()> {
    let aside = aside(new);
    fs::rename(old, &aside)?;
    if let Err(error) = fs::rename(new, old) {
        fs::rename(&aside, old)?;
        return Err(error);
    }
    fs::rename(&aside, new)
}

/// The name of the old folder between the two steps.
pub(super) fn aside(staging: &Path) -> PathBuf {
    let mut name = staging.as_os_str().to_owned();
    name.push(ASIDE);
    name.into()
}

/// The end of that name.
pub(super) const ASIDE: &str = ".old";
