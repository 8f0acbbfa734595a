//! Writing, listing and bringing files to the disk, and the error when that fails.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// The end of the names of staging folders and files.
pub(super) const SUFFIX: &str = ".ats-codegen";

/// A file or folder that could not be written.
#[derive(Debug)]
pub(crate) struct ReplacementError {
    /// The file or folder.
    pub(crate) path: PathBuf,
    /// The reason.
    pub(crate) source: io::Error,
    /// True if a complete change is only partly in place; the next run completes it.
    pub(crate) partly: bool,
}

impl ReplacementError {
    pub(super) fn at(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        |source| Self {
            path,
            source,
            partly: false,
        }
    }

    /// Marks a failure after the change was put in place.
    pub(super) fn after(self) -> Self {
        Self {
            partly: true,
            ..self
        }
    }
}

/// Lists every file below `dir`, with its path below the folder, and every folder.
pub(super) fn list_files(
    dir: &Path,
    prefix: &str,
    files: &mut Vec<String>,
    folders: &mut Vec<PathBuf>,
) -> Result<(), ReplacementError> {
    for entry in fs::read_dir(dir).map_err(ReplacementError::at(dir))? {
        let entry = entry.map_err(ReplacementError::at(dir))?;
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry
            .file_type()
            .map_err(ReplacementError::at(dir))?
            .is_dir()
        {
            list_files(&entry.path(), &format!("{path}/"), files, folders)?;
            folders.push(entry.path());
        } else {
            files.push(path);
        }
    }
    Ok(())
}

/// Brings a folder's list of names to the disk. Not every system opens folders; there it writes
/// them in order anyway, or nothing can be done.
pub(super) fn sync_dir(dir: &Path) {
    if let Ok(folder) = File::open(dir) {
        let _ = folder.sync_all();
    }
}

pub(super) fn sync_parent(path: &Path) {
    if let Some(parent) = path.parent() {
        sync_dir(parent);
    }
}

/// Writes a new file below the folder `dir`.
pub(super) fn write_new(dir: &Path, name: &str, bytes: &[u8]) -> Result<(), ReplacementError> {
    let path = dir.join(name);
    let written = File::create_new(&path).and_then(|mut file| file.write_all(bytes));
    written.map_err(ReplacementError::at(&path))
}
