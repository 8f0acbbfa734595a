//! Changes a folder as a whole, or not at all.
//!
//! New files are written to a staging folder and brought to the disk. Only then do they take the
//! place of the old ones, in one of two ways:
//!
//! - **Whole** (the rule): the staging folder is beside the target. It takes over every file of
//!   the target that is neither replaced nor dropped, as a hard link, so contents and
//!   modification times stay. Then the two folders change places in one step where the system has
//!   one (`renameat2` with `RENAME_EXCHANGE`, `renamex_np` with `RENAME_SWAP`), else in two, of
//!   which the first is undone when the second fails. Build caches and git folders are not linked
//!   file by file but moved over afterwards. A process that is killed leaves the old folder or
//!   the new one, never a mixture.
//! - **In place**, where the folder itself must stay: it is the current directory or holds it, it
//!   is a mount point, the folder above it is read-only, or the file system cannot move it, as the
//!   layers of a container's image cannot be. The staging folder is inside the target. Once it is
//!   complete it is marked as such, and its files are renamed into place one by one. A process that
//!   is killed during these renames leaves a mixture, which the next run completes before it does
//!   anything else.
//!
//! Whatever a killed run left behind is removed by the next run: nobody holds its lock. Runs that
//! change one folder at the same time take turns.

mod disk;
mod exchange;
mod folder_lock;
mod kept_files;
mod leftovers;
mod rename_into_place;
mod single_file;
mod staging;
mod target_folder;

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use self::disk::{list_files, sync_dir, sync_parent};
pub(crate) use self::folder_lock::FolderLock;
#[cfg(feature = "fetch")]
pub(crate) use self::folder_lock::lock;
pub(crate) use self::leftovers::{incomplete, recover};
pub(crate) use self::single_file::{create_file, recover_file, replace_file};
use crate::parallel;

pub(crate) use self::disk::ReplacementError;

/// Files that are brought to the disk at a time: the system then writes its journal once for
/// many.
const AT_ONCE: usize = 16;

/// A folder that is being prepared.
#[derive(Debug)]
pub(crate) struct FolderReplacement {
    staging: PathBuf,
    target: PathBuf,
    in_place: bool,
    /// Locked while the folder is prepared, so that other runs do not remove it as stale.
    _lock: Option<File>,
    /// True if nothing is left to remove.
    finished: bool,
}

impl FolderReplacement {
    /// Prepares a change of `target`. First [`recover`] removes or completes what killed runs left
    /// there.
    ///
    /// With `keep_folder` the target is changed in place, whatever the system can do.
    pub(crate) fn begin(target: &Path, keep_folder: bool) -> Result<Self, ReplacementError> {
        let target = target_folder::real(target)?;
        if target.exists() && !target.is_dir() {
            return Err(ReplacementError::at(&target)(
                io::ErrorKind::NotADirectory.into(),
            ));
        }
        let inside = keep_folder || target_folder::must_stay(&target);
        let parent = match target.parent() {
            Some(parent) if !inside => parent,
            _ => return Self::stage(&target, &target, true),
        };
        fs::create_dir_all(parent).map_err(ReplacementError::at(parent))?;
        match Self::stage(&target, parent, false) {
            Err(error) if target.is_dir() && target_folder::is_closed(&error.source) => {
                Self::stage(&target, &target, true)
            }
            other => other,
        }
    }

    fn stage(target: &Path, folder: &Path, in_place: bool) -> Result<Self, ReplacementError> {
        let (staging, lock) = staging::create(target, |name| {
            let staging = folder.join(name);
            fs::create_dir(&staging).map(|()| staging)
        })
        .map_err(ReplacementError::at(folder))?;
        Ok(Self {
            staging,
            target: target.to_owned(),
            in_place,
            _lock: lock,
            finished: false,
        })
    }

    /// The folder in which new files are written.
    pub(crate) fn dir(&self) -> &Path {
        &self.staging
    }

    /// Creates a folder in the staging folder.
    pub(crate) fn create_dir(&self, name: &str) -> Result<(), ReplacementError> {
        let path = self.staging.join(name);
        fs::create_dir(&path).map_err(ReplacementError::at(&path))
    }

    /// Writes a file below the staging folder `dir`. It is on the disk after
    /// [`commit`](Self::commit).
    pub(crate) fn write(dir: &Path, name: &str, bytes: &[u8]) -> Result<(), ReplacementError> {
        disk::write_new(dir, name, bytes)
    }

    /// Brings the new files to the disk and puts them in the place of the old ones. Of the other
    /// files those go that `dropped` returns true for, given their path below the folder, with
    /// `/`.
    pub(crate) fn commit(mut self, dropped: &dyn Fn(&str) -> bool) -> Result<(), ReplacementError> {
        let written = settle(&self.staging)?;
        let ours = |path: &str| written.contains(path) || dropped(path);
        let dropped = |path: &str| !written.contains(path) && dropped(path);
        if self.in_place {
            return self.put_in_place(&dropped);
        }
        if !self.target.exists() {
            fs::rename(&self.staging, &self.target).map_err(ReplacementError::at(&self.target))?;
            self.finished = true;
            sync_parent(&self.target);
            return Ok(());
        }
        kept_files::link(&self.target, &self.staging, &dropped)?;
        sync_dir(&self.staging);
        match exchange::folders(&self.staging, &self.target) {
            Ok(old) => self.staging = old,
            Err(error) if target_folder::is_fixed(&error) && self.move_inside() => {
                return self.put_in_place(&dropped);
            }
            Err(error) => return Err(ReplacementError::at(&self.target)(error)),
        }
        sync_parent(&self.target);
        self.finish(&ours)
    }

    /// Moves the files of others out of the old folder, which is now called staging, and removes
    /// it.
    fn finish(&mut self, ours: &dyn Fn(&str) -> bool) -> Result<(), ReplacementError> {
        // It may hold the only copy of a file, so it is removed only when it does not.
        self.finished = true;
        if let Err(failed) = kept_files::bring(&self.staging, &self.target, ours) {
            kept_files::discard(&self.staging, ours);
            let kept =
                leftovers::keep_rest(&self.staging).map_err(ReplacementError::at(&self.staging));
            return Err(kept.err().unwrap_or(failed).after());
        }
        leftovers::remove(&self.staging, &self.target);
        Ok(())
    }

    /// Renames the files of the staging folder, which is inside the target, into place.
    fn put_in_place(&mut self, dropped: &dyn Fn(&str) -> bool) -> Result<(), ReplacementError> {
        rename_into_place::mark(&self.staging, &self.target, dropped)?;
        // From here on nothing of it may be removed before it is in place.
        self.finished = true;
        rename_into_place::roll_forward(&self.staging, &self.target)
    }

    /// Moves the staging folder into the target, which itself cannot be moved.
    fn move_inside(&mut self) -> bool {
        let inside = (self.staging.file_name()).map(|name| self.target.join(name));
        let moved = inside.filter(|inside| fs::rename(&self.staging, inside).is_ok());
        let is_moved = moved.is_some();
        if let Some(inside) = moved {
            self.staging = inside;
        }
        is_moved
    }
}

impl Drop for FolderReplacement {
    fn drop(&mut self) {
        if !self.finished {
            // What cannot be removed now is removed by the next run.
            leftovers::remove(&self.staging, &self.target);
        }
    }
}

/// Brings every file and folder below `dir` to the disk: a disk that is full says so now. Returns their
/// paths.
fn settle(dir: &Path) -> Result<BTreeSet<String>, ReplacementError> {
    let (mut files, mut folders) = (Vec::new(), Vec::new());
    list_files(dir, "", &mut files, &mut folders)?;
    parallel::map_waiting(AT_ONCE, &files, |path| {
        let path = dir.join(path);
        let file = File::options().append(true).open(&path);
        file.and_then(|it| it.sync_all())
            .map_err(ReplacementError::at(&path))
    })
    .into_iter()
    .collect::<Result<(), _>>()?;
    for folder in &folders {
        sync_dir(folder);
    }
    Ok(files.into_iter().collect())
}

#[cfg(test)]
mod tests;
