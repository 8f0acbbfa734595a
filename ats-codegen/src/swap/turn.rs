//! Runs that change the same folder, one after the other.

use std::fs::File;
use std::path::Path;

use super::place;

/// A run's turn; it ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Turn {
    _lock: Option<File>,
}

impl Turn {
    /// Waits until no other run has its turn with `target`.
    ///
    /// The lock is on the folder above, since `target` itself is replaced. Where there is none
    /// yet, or the system does not lock folders, nobody waits.
    pub(crate) fn wait(target: &Path) -> Self {
        let target = place::real(target).unwrap_or_else(|_| target.to_owned());
        let folder = target.parent().unwrap_or(&target);
        Self {
            _lock: File::open(folder).ok().filter(|it| it.lock().is_ok()),
        }
    }
}
