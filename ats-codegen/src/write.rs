//! Files on disk: only those that changed, each at once or not at all, nothing that is not
//! ours.

mod lock;

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use self::lock::LOCK;
pub(crate) use self::lock::Lock;
use crate::emit::MARK;
use crate::error::Error;
use crate::parallel;
use crate::report::Report;

/// Bytes at the start of a file in which our mark must be.
const HEAD: usize = 256;

/// A file to write.
pub(crate) struct OutputFile {
    /// Where, below the output folder: made of module names only.
    path: String,
    text: String,
    hash: String,
}

impl OutputFile {
    pub(crate) fn new(path: &str, text: String) -> Self {
        Self {
            path: path.to_owned(),
            hash: blake3::hash(text.as_bytes()).to_hex().to_string(),
            text,
        }
    }
}

/// The report of the run before, when nothing that decides about the output has changed
/// since, nor the output.
pub(crate) fn unchanged(dir: &Path, lock: Lock, now: &Lock) -> Result<Option<Report>, Error> {
    if !lock.same_inputs(now) {
        return Ok(None);
    }
    let outputs: Vec<(&String, &String)> = lock.outputs.iter().collect();
    let same = parallel::map_with(&outputs, Vec::new, |buffer, _, (path, hash)| {
        buffer.clear();
        File::open(dir.join(path)).ok()?.read_to_end(buffer).ok()?;
        (blake3::hash(buffer).to_hex().as_str() == hash.as_str()).then_some(())
    });
    // A file of ours that belongs to nothing any more has to go, too.
    let stale = stale(dir, lock.outputs.keys().map(String::as_str).collect())?;
    if same.iter().any(Option::is_none) || !stale.is_empty() {
        return Ok(None);
    }
    Ok(Some(Report {
        unchanged: outputs.len() + 1,
        output: dir.to_owned(),
        ..lock.report()
    }))
}

/// A file that would be written or removed.
pub(crate) struct FileChange {
    /// Where, below the output folder.
    pub(crate) path: String,
    /// What is there now.
    pub(crate) old: Option<String>,
    /// What would be there.
    pub(crate) new: Option<String>,
}

/// The files that writing these would change. The lock is none of them: it is a cache.
pub(crate) fn pending(dir: &Path, files: Vec<OutputFile>) -> Result<Vec<FileChange>, Error> {
    check_folder(dir)?;
    let mut found = Vec::new();
    let known = files.iter().map(|it| it.path.as_str()).collect();
    let stale = stale(dir, known)?;
    let read = |path: &Path| fs::read(path).map(|it| String::from_utf8_lossy(&it).into_owned());
    for file in files {
        let path = dir.join(&file.path);
        if changes(&path, &file.text)? {
            found.push(FileChange {
                old: read(&path).ok(),
                path: file.path,
                new: Some(file.text),
            });
        }
    }
    for path in stale {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        found.push(FileChange {
            path: format!("src/{name}"),
            old: Some(read(&path).map_err(|source| Error::Read {
                path: path.clone(),
                source,
            })?),
            new: None,
        });
    }
    Ok(found)
}

/// Writes a crate: modules, then what names them, then the lock; then removes what is gone.
pub(crate) fn write_crate(
    dir: &Path,
    mut files: Vec<OutputFile>,
    mut lock: Lock,
    report: &mut Report,
    dry_run: bool,
) -> Result<(), Error> {
    for file in &files {
        lock.outputs.insert(file.path.clone(), file.hash.clone());
    }
    lock.remember(report);
    files.push(OutputFile::new(LOCK, lock.text()));
    check_folder(dir)?;
    for folder in [dir.to_owned(), dir.join("src")] {
        refuse_link(&folder, folder != dir)?;
    }
    let changed = parallel::map(&files, |_, file| changes(&dir.join(&file.path), &file.text));
    let changed = changed.into_iter().collect::<Result<Vec<_>, _>>()?;
    let stale = stale(dir, files.iter().map(|it| it.path.as_str()).collect())?;
    report.written = changed.iter().filter(|it| **it).count();
    report.unchanged = files.len() - report.written;
    report.removed = stale.len();
    if dry_run || (report.written == 0 && stale.is_empty()) {
        return Ok(());
    }

    let folder = dir.join("src");
    fs::create_dir_all(&folder).map_err(|source| Error::Write {
        path: folder,
        source,
    })?;
    let todo: Vec<&OutputFile> = files
        .iter()
        .zip(&changed)
        .filter(|(_, changed)| **changed)
        .map(|(file, _)| file)
        .collect();
    // What names the modules comes after them, and the lock last.
    let (last, modules): (Vec<_>, Vec<_>) = todo.into_iter().partition(|it| {
        let module = it.path.starts_with("src/") && it.path != "src/lib.rs";
        !module
    });
    let write = |file: &OutputFile| replace(&dir.join(&file.path), &file.text);
    for result in parallel::map(&modules, |_, it| write(it)) {
        result?;
    }
    for file in last.iter().filter(|it| it.path != LOCK) {
        write(file)?;
    }
    for path in stale {
        fs::remove_file(&path).map_err(|source| Error::Write { path, source })?;
    }
    last.iter()
        .find(|it| it.path == LOCK)
        .map_or(Ok(()), |it| write(it))
}

/// Writes one file.
pub(crate) fn write_file(
    path: &Path,
    text: &str,
    report: &mut Report,
    dry_run: bool,
) -> Result<(), Error> {
    if changes(path, text)? {
        report.written = 1;
        if !dry_run {
            replace(path, text)?;
        }
    } else {
        report.unchanged = 1;
    }
    Ok(())
}

/// Whether what is at `path` differs from `text`; an error when it is not ours to change.
fn changes(path: &Path, text: &str) -> Result<bool, Error> {
    refuse_link(path, true)?;
    match fs::read(path) {
        Ok(bytes) if bytes == text.as_bytes() => Ok(false),
        Ok(bytes) if is_ours(&bytes) => Ok(true),
        Ok(_) => Err(Error::NotOurs {
            path: path.to_owned(),
        }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(source) => Err(Error::Read {
            path: path.to_owned(),
            source,
        }),
    }
}

fn is_ours(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(HEAD)];
    // An empty file is what an interrupted program of another kind may leave; nothing is
    // lost with it.
    bytes.is_empty() || head.windows(MARK.len()).any(|it| it == MARK.as_bytes())
}

/// Refuses a folder that holds somebody's crate: a manifest that is not ours, or sources
/// without one that is.
fn check_folder(dir: &Path) -> Result<(), Error> {
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
    Ok(())
}

fn is_file_of_others(path: &Path) -> Result<bool, Error> {
    let mut head = Vec::with_capacity(HEAD);
    match File::open(path) {
        Ok(file) => {
            let read = file.take(HEAD as u64).read_to_end(&mut head);
            read.map_err(|source| Error::Read {
                path: path.to_owned(),
                source,
            })?;
            Ok(!is_ours(&head))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(source) => Err(Error::Read {
            path: path.to_owned(),
            source,
        }),
    }
}

/// The Rust files directly in the folder's `src`, sorted.
fn sources(dir: &Path) -> Result<Vec<PathBuf>, Error> {
    let folder = dir.join("src");
    let entries = match fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => {
            return Err(Error::Read {
                path: folder,
                source,
            });
        }
    };
    let mut paths = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|source| Error::Read {
            path: folder.clone(),
            source,
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
fn stale(dir: &Path, current: HashSet<&str>) -> Result<Vec<PathBuf>, Error> {
    let mut stale = Vec::new();
    for path in sources(dir)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let known = current.contains(format!("src/{name}").as_str());
        let file = fs::symlink_metadata(&path).is_ok_and(|it| it.is_file());
        if !known && file && !is_file_of_others(&path)? {
            stale.push(path);
        }
    }
    Ok(stale)
}

/// Refuses to follow a symbolic link out of the folder; the folder itself may be one.
fn refuse_link(path: &Path, inside: bool) -> Result<(), Error> {
    let link = fs::symlink_metadata(path).is_ok_and(|it| it.file_type().is_symlink());
    if inside && link {
        return Err(Error::Link {
            path: path.to_owned(),
        });
    }
    Ok(())
}

/// Puts `text` at `path` at once: written beside it, then renamed.
fn replace(path: &Path, text: &str) -> Result<(), Error> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let temporary = path.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
    let result = write_new(&temporary, text).and_then(|()| fs::rename(&temporary, path));
    result.map_err(|source| {
        let _ = fs::remove_file(&temporary);
        Error::Write {
            path: path.to_owned(),
            source,
        }
    })
}

/// Writes a file that is not there yet, so that nothing is followed or overwritten.
fn write_new(path: &Path, text: &str) -> io::Result<()> {
    let mut file = match OpenOptions::new().write(true).create_new(true).open(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            // Left by a run that was killed; ours by its name.
            fs::remove_file(path)?;
            OpenOptions::new().write(true).create_new(true).open(path)?
        }
        other => other?,
    };
    file.write_all(text.as_bytes())
}
