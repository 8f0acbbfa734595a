//! The lock that allows one org at a time in a file.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::error::StoreError;

/// The time that an org waits for the one before it: long enough for a program that is restarted.
const PATIENCE: Duration = Duration::from_secs(1);

/// Marks the file of an org as in use, until it is dropped or its process ends.
///
/// Two emulators with one file would each count requests, keep sessions and assign numbers on their
/// own.
pub(super) struct FileLock {
    /// The database file of the org.
    database: PathBuf,
    /// The file beside it that is locked.
    beside: PathBuf,
    _file: File,
}

impl FileLock {
    /// Takes the lock of the org in `path`: on a file beside it, since SQLite's own locks on the
    /// file itself would be lost when this one is closed.
    ///
    /// # Errors
    ///
    /// [`StoreError::InUse`] if another org has it, [`StoreError::Lock`] if it cannot be locked.
    pub(super) fn take(path: &Path) -> Result<Self, StoreError> {
        // One file, whatever the way that leads to it.
        let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let beside = beside(&real);
        let fail = |error| StoreError::Lock {
            path: beside.clone(),
            error,
        };
        let until = Instant::now() + PATIENCE;
        loop {
            let file = File::create(&beside).map_err(fail)?;
            match file.try_lock() {
                Ok(()) if is_at(&file, &beside) => {
                    return Ok(Self {
                        database: path.to_owned(),
                        beside,
                        _file: file,
                    });
                }
                // Its holder has removed it meanwhile: the lock is to be had on a new one.
                Ok(()) => {}
                Err(TryLockError::WouldBlock) if Instant::now() < until => {
                    sleep(Duration::from_millis(20));
                }
                Err(TryLockError::WouldBlock) => {
                    return Err(StoreError::InUse {
                        path: path.to_owned(),
                    });
                }
                Err(TryLockError::Error(error)) => return Err(fail(error)),
            }
        }
    }

    /// The database file of the org.
    pub(super) fn database(&self) -> &Path {
        &self.database
    }
}

impl Drop for FileLock {
    /// Removes the file while it is still locked; the lock ends when it is closed, after this. A
    /// file left behind by a kill is not locked, and the next run removes it.
    fn drop(&mut self) {
        if cfg!(unix) {
            // A file that cannot be removed does no harm.
            fs::remove_file(&self.beside).ok();
        }
    }
}

/// Returns true if the open file is the one at this path. Otherwise a process that waited for a
/// file that its holder removed would hold a lock that no other process sees.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let same = |(open, named): (fs::Metadata, fs::Metadata)| {
        (open.dev(), open.ino()) == (named.dev(), named.ino())
    };
    file.metadata()
        .and_then(|open| Ok((open, fs::metadata(path)?)))
        .is_ok_and(same)
}

/// Elsewhere the file stays, so it is always the same one.
#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}

/// `org.db-lock`, as SQLite names its own `org.db-wal`.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-lock");
    name.into()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// Orgs that wait for one another, each of which removes the file that the next one waits for.
    #[test]
    fn never_two_orgs_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("org.db");
        fs::write(&path, "").unwrap();
        let inside = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..10 {
                        let Ok(lock) = FileLock::take(&path) else {
                            continue;
                        };
                        assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0);
                        std::thread::sleep(Duration::from_millis(1));
                        inside.fetch_sub(1, Ordering::SeqCst);
                        drop(lock);
                    }
                });
            }
        });
    }
}
