//! Runs that change the same folder, one after the other.

use std::fs::{File, TryLockError};
use std::io::{self, Write as _};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use super::disk::ReplacementError;
use super::target_folder;

/// Seconds without a message, and until a run gives up. Any program can lock a folder that it can
/// read, so a wait must end.
const QUIET: Duration = Duration::from_secs(2);
const MOST: Duration = Duration::from_secs(60);

/// A run's turn; it ends when this is dropped.
#[derive(Debug)]
pub(crate) struct FolderLock {
    _lock: Option<File>,
}

impl FolderLock {
    /// Waits until no other run has its turn with `target`.
    ///
    /// The lock is on the folder above, since `target` itself is replaced. Where there is none
    /// yet, or the system does not lock folders, nobody waits.
    pub(crate) fn wait(target: &Path) -> Result<Self, ReplacementError> {
        let target = target_folder::real(target).unwrap_or_else(|_| target.to_owned());
        let folder = target.parent().unwrap_or(&target);
        let Ok(file) = File::open(folder) else {
            return Ok(Self { _lock: None });
        };
        let is_locked = lock(&file, folder).map_err(ReplacementError::at(folder))?;
        Ok(Self {
            _lock: is_locked.then_some(file),
        })
    }
}

/// Locks a file or folder, waiting for other programs; returns false where the system cannot.
pub(crate) fn lock(file: &File, path: &Path) -> io::Result<bool> {
    lock_within(file, path, MOST)
}

fn lock_within(file: &File, path: &Path, most: Duration) -> io::Result<bool> {
    let start = Instant::now();
    let mut is_quiet = true;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(true),
            Err(TryLockError::Error(_)) => return Ok(false),
            Err(TryLockError::WouldBlock) => {}
        }
        if start.elapsed() >= most {
            let message = format!(
                "another program has kept it locked for {} s: wait until that program ends, or end \
                 it",
                most.as_secs()
            );
            return Err(io::Error::new(io::ErrorKind::TimedOut, message));
        }
        if is_quiet && start.elapsed() >= QUIET {
            is_quiet = false;
            let _ = writeln!(
                io::stderr(),
                "waiting for another program to unlock {}",
                path.display()
            );
        }
        thread::sleep(Duration::from_millis(20));
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_stays_locked_is_an_error_that_names_the_wait() {
        let folder = tempfile::tempdir().unwrap();
        let open = || File::open(folder.path()).unwrap();
        let held = open();
        held.lock().unwrap();
        let error = lock_within(&open(), folder.path(), Duration::ZERO).unwrap_err();
        assert!(error.to_string().contains("locked for 0 s"), "{error}");
        drop(held);
        assert!(lock_within(&open(), folder.path(), Duration::ZERO).unwrap());
    }
}
