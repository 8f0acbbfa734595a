//! Files on disk: only those that changed, all of them or none, nothing that is not ours.

mod folder;
mod lock;

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

use self::folder::{check_folder, is_ours, refuse_link, stale};
use self::lock::LOCK;
pub(crate) use self::lock::Lock;
use crate::emit::{GeneratedFile, SOURCES};
use crate::error::Error;
use crate::folder_replacement::{
    FolderReplacement, ReplacementError, recover, recover_file, replace_file,
};
use crate::parallel;
use crate::report::Report;

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
        unchanged: outputs.len(),
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
pub(crate) fn pending(dir: &Path, files: Vec<GeneratedFile>) -> Result<Vec<FileChange>, Error> {
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
            path: format!("{SOURCES}/{name}"),
            old: Some(read(&path).map_err(|cause| Error::Read {
                path: path.clone(),
                cause,
            })?),
            new: None,
        });
    }
    Ok(found)
}

/// Completes or removes what a run that was killed left in the folder and beside it.
pub(crate) fn recover_crate(dir: &Path) -> Result<(), Error> {
    recover(dir).map_err(failed)?;
    recover(&dir.join(SOURCES)).map_err(failed)?;
    recover_file(&dir.join(LOCK));
    Ok(())
}

/// Writes a crate, as a whole or not at all.
///
/// Most changes are in modules only; then `src` changes and the folder of the crate stays. The
/// lock, which comes after it, is a cache: where it is older than the modules, the next run
/// generates everything and finds nothing to write. Where other files change too, the folder
/// changes as a whole.
pub(crate) fn write_crate(
    dir: &Path,
    mut files: Vec<GeneratedFile>,
    mut lock: Lock,
    report: &mut Report,
    dry_run: bool,
) -> Result<(), Error> {
    for file in &files {
        let hash = blake3::hash(file.text.as_bytes()).to_hex().to_string();
        lock.outputs.insert(file.path.clone(), hash);
    }
    lock.remember(report);
    files.push(GeneratedFile {
        path: LOCK.to_owned(),
        text: lock.text(),
    });
    for folder in [dir.to_owned(), dir.join(SOURCES)] {
        refuse_link(&folder, folder != dir)?;
    }
    check_folder(dir)?;
    let changed = parallel::map(&files, |_, file| changes(&dir.join(&file.path), &file.text));
    let changed = changed.into_iter().collect::<Result<Vec<_>, _>>()?;
    let stale = stale(dir, files.iter().map(|it| it.path.as_str()).collect())?;
    let changed = files.iter().zip(&changed);
    let changed: Vec<&GeneratedFile> = (changed.filter(|(_, changed)| **changed))
        .map(|(file, _)| file)
        .collect();
    // The lock is a cache and not a part of the crate.
    report.written = changed.iter().filter(|it| it.path != LOCK).count();
    report.unchanged = files.len() - 1 - report.written;
    report.removed = stale.len();
    if dry_run || (changed.is_empty() && stale.is_empty()) {
        return Ok(());
    }

    let dropped: HashSet<String> = (stale.iter().filter_map(|it| it.file_name()))
        .map(|it| format!("{SOURCES}/{}", it.to_string_lossy()))
        .collect();
    let modules_only = changed
        .iter()
        .all(|it| it.path == LOCK || module_path(it).is_some());
    if !modules_only || !dir.join(SOURCES).is_dir() {
        let replacement = FolderReplacement::begin(dir, false).map_err(failed)?;
        replacement.create_dir(SOURCES).map_err(failed)?;
        write_all(&replacement, &changed, |it| Some(it.path.as_str()))?;
        return replacement
            .commit(&|path| dropped.contains(path))
            .map_err(failed);
    }
    if !stale.is_empty() || changed.iter().any(|it| it.path != LOCK) {
        let replacement = FolderReplacement::begin(&dir.join(SOURCES), false).map_err(failed)?;
        write_all(&replacement, &changed, module_path)?;
        let dropped = |path: &str| dropped.contains(&format!("{SOURCES}/{path}"));
        replacement.commit(&dropped).map_err(failed)?;
    }
    let Some(lock) = changed.iter().find(|it| it.path == LOCK) else {
        return Ok(());
    };
    write_single(&dir.join(LOCK), &lock.text)
}

/// The path of a module in the folder of the modules.
fn module_path(file: &GeneratedFile) -> Option<&str> {
    file.path.strip_prefix(SOURCES)?.strip_prefix('/')
}

/// Writes files where they have a place in the folder that changes.
fn write_all(
    replacement: &FolderReplacement,
    files: &[&GeneratedFile],
    place: impl Fn(&GeneratedFile) -> Option<&str> + Sync,
) -> Result<(), Error> {
    let write = |file: &&GeneratedFile| match place(file) {
        Some(path) => FolderReplacement::write(replacement.dir(), path, file.text.as_bytes()),
        None => Ok(()),
    };
    let written = parallel::map(files, |_, file| write(file));
    written
        .into_iter()
        .collect::<Result<(), _>>()
        .map_err(failed)
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
            write_single(path, text)?;
        }
    } else {
        report.unchanged = 1;
        if !dry_run {
            recover_file(path);
        }
    }
    Ok(())
}

fn write_single(path: &Path, text: &str) -> Result<(), Error> {
    replace_file(path, text.as_bytes()).map_err(|cause| Error::Write {
        path: path.to_owned(),
        cause,
    })
}

/// The error about a change of a folder.
pub(crate) fn failed(failed: ReplacementError) -> Error {
    let ReplacementError {
        path,
        source: cause,
        partly,
    } = failed;
    if partly {
        Error::Partly { path, cause }
    } else {
        Error::Write { path, cause }
    }
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
        Err(cause) => Err(Error::Read {
            path: path.to_owned(),
            cause,
        }),
    }
}
