//! A folder that is replaced as a whole, or not at all.
//!
//! The new folder is made beside the old one. Only when all of it is on the disk do the two
//! change places, in one step where the system has one (`renameat2` with `RENAME_EXCHANGE`,
//! `renamex_np` with `RENAME_SWAP`), else in two, of which the first is undone when the second
//! fails. Whatever happens before, `kill -9` included, leaves the old folder as it was.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::FetchError;
use crate::parallel;

const SUFFIX: &str = ".ats-fetch";

/// A folder that is being made.
pub(super) struct Staging {
    /// Where it is made.
    dir: PathBuf,
    /// What it will replace.
    target: PathBuf,
    /// Held as long as it is made: another run does not take it for a leftover.
    _lock: Option<File>,
    made: bool,
}

impl Staging {
    /// Begins a folder beside `target`, and removes what runs that were killed have left there.
    pub(super) fn begin(target: &Path) -> Result<Self, FetchError> {
        let kept = target.to_owned();
        let failed = |path: &Path| {
            let (path, kept) = (path.to_owned(), kept.clone());
            |source| FetchError::Save { path, kept, source }
        };
        // A link stays a link: what it leads to is replaced.
        let target = target.canonicalize().unwrap_or_else(|_| target.to_owned());
        let target = std::path::absolute(&target).map_err(failed(&target))?;
        if target.exists() && !target.is_dir() {
            return Err(failed(&target)(io::ErrorKind::NotADirectory.into()));
        }
        let parent = target.parent().unwrap_or(&target).to_owned();
        fs::create_dir_all(&parent).map_err(failed(&parent))?;
        let name = target
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let prefix = format!(".{name}.");
        sweep(&parent, &prefix);
        let dir = parent.join(format!("{prefix}{}{SUFFIX}", std::process::id()));
        fs::create_dir(&dir).map_err(failed(&dir))?;
        // Not every system opens folders; then leftovers stay.
        let lock = File::open(&dir).ok().filter(|it| it.try_lock().is_ok());
        Ok(Self {
            dir,
            target,
            _lock: lock,
            made: false,
        })
    }

    /// Where files are written.
    pub(super) fn dir(&self) -> &Path {
        &self.dir
    }

    /// Writes a file. It is on the disk after [`settle`](Self::settle).
    pub(super) fn write(dir: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
        File::create_new(dir.join(name))?.write_all(bytes)
    }

    /// Takes over what the old folder holds besides the files that are there already and those
    /// that `dropped` names. Files are linked where the system can, not copied.
    pub(super) fn keep_others(&self, dropped: impl Fn(&str) -> bool) -> Result<(), FetchError> {
        if !self.target.exists() {
            return Ok(());
        }
        let result = fs::read_dir(&self.target).and_then(|entries| {
            for entry in entries {
                let entry = entry?;
                let name = entry.file_name();
                let to = self.dir.join(&name);
                if fs::symlink_metadata(&to).is_ok() || dropped(&name.to_string_lossy()) {
                    continue;
                }
                take_over(&entry.path(), &to)?;
            }
            let permissions = fs::metadata(&self.target)?.permissions();
            fs::set_permissions(&self.dir, permissions)
        });
        result.map_err(|source| self.error(&self.dir, source))
    }

    /// Brings the files down to the disk: one that is full says so now.
    pub(super) fn settle(&self) -> Result<(), FetchError> {
        settle(&self.dir).map_err(|(path, source)| self.error(&path, source))
    }

    /// Puts the new folder in the old one's place.
    pub(super) fn commit(mut self) -> Result<(), FetchError> {
        let target = self.target.clone();
        if !target.exists() {
            fs::rename(&self.dir, &target).map_err(|it| self.error(&target, it))?;
            self.made = true;
            return Ok(());
        }
        exchange(&self.dir, &target).map_err(|it| self.error(&target, it))?;
        // What is now beside it is the old folder, which goes when this is dropped.
        Ok(())
    }

    pub(super) fn error(&self, path: &Path, source: io::Error) -> FetchError {
        FetchError::Save {
            path: path.to_owned(),
            kept: self.target.clone(),
            source,
        }
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if !self.made {
            // What cannot be removed now is swept by the next run.
            let _ = fs::remove_dir_all(&self.dir);
        }
    }
}

/// Files that are brought to the disk at a time: the system then writes its journal once for many.
const AT_ONCE: usize = 16;

/// Brings a folder's files down to the disk.
fn settle(dir: &Path) -> Result<(), (PathBuf, io::Error)> {
    let whole = |error| (dir.to_owned(), error);
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).map_err(whole)? {
        let entry = entry.map_err(whole)?;
        if entry.file_type().map_err(whole)?.is_file() {
            files.push(entry.path());
        }
    }
    parallel::map_waiting(AT_ONCE, &files, |path| {
        let file = File::options().append(true).open(path);
        file.and_then(|it| it.sync_all())
            .map_err(|error| (path.clone(), error))
    })
    .into_iter()
    .collect()
}

/// Removes folders of runs that were killed: nobody holds their lock.
fn sweep(parent: &Path, prefix: &str) {
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let number = name
            .strip_prefix(prefix)
            .and_then(|it| it.strip_suffix(SUFFIX));
        let ours =
            number.is_some_and(|it| !it.is_empty() && it.bytes().all(|b| b.is_ascii_digit()));
        if ours && File::open(entry.path()).is_ok_and(|it| it.try_lock().is_ok()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

fn take_over(from: &Path, to: &Path) -> io::Result<()> {
    let kind = fs::symlink_metadata(from)?.file_type();
    if kind.is_dir() {
        fs::create_dir(to)?;
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            take_over(&entry.path(), &to.join(entry.file_name()))?;
        }
        fs::set_permissions(to, fs::metadata(from)?.permissions())
    } else if kind.is_symlink() {
        link(&fs::read_link(from)?, to)
    } else {
        fs::hard_link(from, to).or_else(|_| fs::copy(from, to).map(drop))
    }
}

#[cfg(unix)]
fn link(original: &Path, to: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(original, to)
}

#[cfg(not(unix))]
fn link(original: &Path, to: &Path) -> io::Result<()> {
    fs::copy(to.with_file_name(original), to).map(drop)
}

/// Two folders change places.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn exchange(new: &Path, old: &Path) -> io::Result<()> {
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
fn exchange(new: &Path, old: &Path) -> io::Result<()> {
    in_two_steps(new, old)
}

fn in_two_steps(new: &Path, old: &Path) -> io::Result<()> {
    let aside = new.with_extension("old");
    fs::rename(old, &aside)?;
    if let Err(error) = fs::rename(new, old) {
        fs::rename(&aside, old)?;
        return Err(error);
    }
    fs::rename(&aside, new)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(dir: &Path) -> Vec<(String, String)> {
        let mut files: Vec<_> = fs::read_dir(dir)
            .unwrap()
            .map(|it| it.unwrap())
            .map(|it| {
                let text = fs::read_to_string(it.path()).unwrap_or_else(|_| "folder".into());
                (it.file_name().to_string_lossy().into_owned(), text)
            })
            .collect();
        files.sort();
        files
    }

    fn pair(name: &str, text: &str) -> (String, String) {
        (name.to_owned(), text.to_owned())
    }

    #[test]
    fn a_folder_changes_as_a_whole_and_keeps_what_is_not_ours() {
        for swap in [exchange, in_two_steps] {
            let root = tempfile::tempdir().unwrap();
            let target = root.path().join("schemas");
            fs::create_dir_all(target.join("sets")).unwrap();
            fs::write(target.join("A.json"), "old").unwrap();
            fs::write(target.join("gone.json"), "old").unwrap();
            fs::write(target.join("README.md"), "mine").unwrap();
            let staging = Staging::begin(&target).unwrap();
            Staging::write(staging.dir(), "A.json", b"new").unwrap();
            staging.settle().unwrap();
            staging.keep_others(|name| name == "gone.json").unwrap();
            assert_eq!(read(&target)[0], pair("A.json", "old"));
            swap(staging.dir(), &target).unwrap();
            drop(staging);
            assert_eq!(
                read(&target),
                [
                    pair("A.json", "new"),
                    pair("README.md", "mine"),
                    pair("sets", "folder")
                ]
            );
            assert_eq!(fs::read_dir(root.path()).unwrap().count(), 1);
        }
    }

    #[test]
    fn a_run_that_stops_leaves_nothing_behind() {
        let root = tempfile::tempdir().unwrap();
        let target = root.path().join("schemas");
        fs::create_dir(&target).unwrap();
        fs::write(target.join("A.json"), "old").unwrap();
        let staging = Staging::begin(&target).unwrap();
        Staging::write(staging.dir(), "A.json", b"half").unwrap();
        drop(staging);
        assert_eq!(read(&target), [pair("A.json", "old")]);
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_a_killed_run_left_is_swept() {
        let root = tempfile::tempdir().unwrap();
        let target = root.path().join("schemas");
        let left = root.path().join(".schemas.1.ats-fetch");
        fs::create_dir(&left).unwrap();
        let other = root.path().join(".schemas.mine.ats-fetch");
        fs::create_dir(&other).unwrap();
        let staging = Staging::begin(&target).unwrap();
        assert!(!left.exists() && other.exists());
        drop(staging);
    }

    #[test]
    fn a_folder_that_is_not_there_is_made() {
        let root = tempfile::tempdir().unwrap();
        let target = root.path().join("a/b/schemas");
        let staging = Staging::begin(&target).unwrap();
        Staging::write(staging.dir(), "A.json", b"new").unwrap();
        staging.settle().unwrap();
        staging.keep_others(|_| false).unwrap();
        staging.commit().unwrap();
        assert_eq!(read(&target), [pair("A.json", "new")]);
    }
}
