//! Whose a folder and its files are.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::lock::LOCK;
use crate::conventions::MARK;
use crate::emit::SOURCES;
use crate::error::Error;

/// Bytes at the start of a file in which our mark must be.
const HEAD: usize = 256;

/// Returns true if a file is one of ours, by the words at its beginning.
pub(super) fn is_ours(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(HEAD)];
    // An empty file is what an interrupted program of another kind may leave; nothing is
    // lost with it.
    bytes.is_empty() || head.windows(MARK.len()).any(|it| it == MARK.as_bytes())
}

/// Refuses a folder that holds files of somebody else: a manifest that is not ours, or, without a
/// manifest, any file that a new crate does not expect.
pub(super) fn check_folder(dir: &Path) -> Result<(), Error> {
    if dir.exists() && !dir.is_dir() {
        return Err(Error::NotOurs {
            path: dir.to_owned(),
        });
    }
    let manifest = dir.join("Cargo.toml");
    if is_file_of_others(&manifest)? {
        return Err(Error::NotOurs { path: manifest });
    }
    if manifest.exists() {
        return Ok(());
    }
    for path in sources(dir)? {
        if is_file_of_others(&path)? {
            return Err(Error::NotOurs { path });
        }
    }
    let readme = dir.join("README.md");
    if is_file_of_others(&readme)? {
        return Err(Error::NotOurs { path: readme });
    }
    match foreign_entry(dir)? {
        Some(entry) => Err(Error::Occupied {
            path: dir.to_owned(),
            entry,
        }),
        None => Ok(()),
    }
}

/// The entries that a new crate may find in its folder: version control, Cargo's output, and the rest
/// of a generated crate.
const EXPECTED: [&str; 13] = [
    ".DS_Store",
    ".git",
    ".gitattributes",
    ".gitignore",
    ".gitkeep",
    ".hg",
    ".jj",
    ".svn",
    "Cargo.lock",
    "README.md",
    SOURCES,
    "target",
    LOCK,
];

/// The first thing in a folder without a manifest that a new crate would not expect there.
fn foreign_entry(dir: &Path) -> Result<Option<String>, Error> {
    let error = |cause| Error::Read {
        path: dir.to_owned(),
        cause,
    };
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(cause) => return Err(error(cause)),
    };
    let mut found: Option<String> = None;
    for entry in entries {
        let name = entry.map_err(error)?.file_name();
        let name = name.to_string_lossy().into_owned();
        if !EXPECTED.contains(&name.as_str()) && found.as_ref().is_none_or(|it| name < *it) {
            found = Some(name);
        }
    }
    Ok(found)
}

/// Returns true if there is a file that does not begin with our mark.
pub(super) fn is_file_of_others(path: &Path) -> Result<bool, Error> {
    let mut head = Vec::with_capacity(HEAD);
    match File::open(path) {
        Ok(file) => {
            let read = file.take(HEAD as u64).read_to_end(&mut head);
            read.map_err(|cause| Error::Read {
                path: path.to_owned(),
                cause,
            })?;
            Ok(!is_ours(&head))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(cause) => Err(Error::Read {
            path: path.to_owned(),
            cause,
        }),
    }
}

/// The Rust files directly in the folder's `src`, sorted.
fn sources(dir: &Path) -> Result<Vec<PathBuf>, Error> {
    let folder = dir.join(SOURCES);
    let entries = match fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(cause) => {
            return Err(Error::Read {
                path: folder,
                cause,
            });
        }
    };
    let mut paths = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|cause| Error::Read {
            path: folder.clone(),
            cause,
        })?;
        let path = entry.path();
        if path.extension().is_some_and(|it| it == "rs") {
            paths.push(path);
        }
    }
    paths.sort_unstable();
    Ok(paths)
}

/// Generated files of objects that are no longer generated.
pub(super) fn stale(dir: &Path, current: HashSet<&str>) -> Result<Vec<PathBuf>, Error> {
    let mut stale = Vec::new();
    for path in sources(dir)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let known = current.contains(format!("{SOURCES}/{name}").as_str());
        let file = fs::symlink_metadata(&path).is_ok_and(|it| it.is_file());
        if !known && file && !is_file_of_others(&path)? {
            stale.push(path);
        }
    }
    Ok(stale)
}

/// Refuses to follow a symbolic link out of the folder; the folder itself may be one.
pub(super) fn refuse_link(path: &Path, inside: bool) -> Result<(), Error> {
    let link = fs::symlink_metadata(path).is_ok_and(|it| it.file_type().is_symlink());
    if inside && link {
        return Err(Error::Link {
            path: path.to_owned(),
        });
    }
    Ok(())
}
