//! One org at a time in a file.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::open_error::OpenError;

/// How long an org waits for the one before it: long enough for a program that is restarted.
const PATIENCE: Duration = Duration::from_secs(1);

/// Says that the file of an org is in use, until it is dropped or its process has ended, however.
///
/// Two emulators would each count, remember sessions and give numbers by themselves.
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock of the org in `path`: on a file beside it, since SQLite's own locks on the
    /// file itself would be lost when this one is closed.
    ///
    /// # Errors
    ///
    /// [`OpenError::InUse`] if another org has it, [`OpenError::Lock`] if there is no locking it.
    pub(super) fn take(path: &Path) -> Result<Self, OpenError> {
        // One file, whatever the way that leads to it.
        let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let beside = beside(&real);
        let fail = |error| OpenError::Lock {
            path: beside.clone(),
            error,
        };
        let file = File::create(&beside).map_err(fail)?;
        let until = Instant::now() + PATIENCE;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
                Err(TryLockError::WouldBlock) if Instant::now() < until => {
                    sleep(Duration::from_millis(20));
                }
                Err(TryLockError::WouldBlock) => {
                    return Err(OpenError::InUse {
                        path: path.to_owned(),
                    });
                }
                Err(TryLockError::Error(error)) => return Err(fail(error)),
            }
        }
    }
}

/// `org.db-lock`, as SQLite names its own `org.db-wal`.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-lock");
    name.into()
}
