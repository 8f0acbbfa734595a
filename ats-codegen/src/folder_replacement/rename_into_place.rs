//! Puts prepared files into a folder that itself must stay.

use std::fs::{self, File};
use std::io;
use std::path::{Component, Path, PathBuf};

use super::disk::{ReplacementError, sync_dir, write_new};
use super::{kept_files, single_file};

/// The file that says that a staging folder is complete. It lists the files to remove, one a
/// line.
const MARKER: &str = ".complete";

/// Marks a staging folder as complete: from now on the change happens, if need be in the next
/// run.
pub(super) fn mark(
    staging: &Path,
    target: &Path,
    dropped: &dyn Fn(&str) -> bool,
) -> Result<(), ReplacementError> {
    refuse_folders(staging, target)?;
    let mut list = String::new();
    for path in files_below(target, staging)? {
        // A name with a line break is not one of ours.
        if dropped(&path) && !path.contains('\n') {
            list.push_str(&path);
            list.push('\n');
        }
    }
    let (draft, marker) = (staging.join(".draft"), staging.join(MARKER));
    write_new(staging, ".draft", list.as_bytes())?;
    let synced = File::options().append(true).open(&draft);
    synced
        .and_then(|it| it.sync_all())
        .and_then(|()| fs::rename(&draft, &marker))
        .map_err(ReplacementError::at(&marker))?;
    sync_dir(staging);
    Ok(())
}

/// Refuses to begin where a folder is in a file's place, or a file in a folder's.
fn refuse_folders(staging: &Path, target: &Path) -> Result<(), ReplacementError> {
    for entry in fs::read_dir(staging).map_err(ReplacementError::at(staging))? {
        let entry = entry.map_err(ReplacementError::at(staging))?;
        let to = target.join(entry.file_name());
        let is_dir = entry
            .file_type()
            .map_err(ReplacementError::at(staging))?
            .is_dir();
        let old = fs::symlink_metadata(&to);
        if let Some(kind) = old
            .ok()
            .and_then(|it| kept_files::conflict(it.is_dir(), is_dir))
        {
            return Err(ReplacementError::at(&to)(kind.into()));
        }
        if is_dir && kept_files::is_version_control(&to) {
            return Err(ReplacementError::at(&to)(
                io::ErrorKind::PermissionDenied.into(),
            ));
        }
        if is_dir {
            refuse_folders(&entry.path(), &to)?;
        }
    }
    Ok(())
}

/// Returns the files of the folder and of those of its folders that the staging folder has, too.
fn files_below(target: &Path, staging: &Path) -> Result<Vec<String>, ReplacementError> {
    fn walk(
        target: &Path,
        staging: &Path,
        prefix: &str,
        files: &mut Vec<String>,
    ) -> Result<(), ReplacementError> {
        for entry in fs::read_dir(target).map_err(ReplacementError::at(target))? {
            let entry = entry.map_err(ReplacementError::at(target))?;
            let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
            let beside = staging.join(entry.file_name());
            if !entry
                .file_type()
                .map_err(ReplacementError::at(target))?
                .is_dir()
            {
                files.push(path);
            } else if beside.is_dir() && !kept_files::is_moved(&entry.path()) {
                walk(&entry.path(), &beside, &format!("{path}/"), files)?;
            }
        }
        Ok(())
    }
    let mut files = Vec::new();
    walk(target, staging, "", &mut files)?;
    Ok(files)
}

/// Returns whether a staging folder is complete.
pub(super) fn is_marked(staging: &Path) -> bool {
    staging.join(MARKER).is_file()
}

/// Renames the files of a complete staging folder into place, removes those that are dropped, and
/// removes the staging folder. May be done again after it was interrupted.
///
/// A repository that somebody else made can contain such a folder, so nothing outside `target`
/// may change, whatever is in it.
pub(super) fn roll_forward(staging: &Path, target: &Path) -> Result<(), ReplacementError> {
    let dropped = dropped(staging, target)?;
    refuse_folders(staging, target)?;
    roll(staging, target, &dropped).map_err(ReplacementError::after)
}

/// Reads the list of files to remove, and refuses the whole list if [`mark`] cannot have written
/// it.
fn dropped(staging: &Path, target: &Path) -> Result<Vec<PathBuf>, ReplacementError> {
    let marker = staging.join(MARKER);
    let list = fs::read_to_string(&marker).map_err(ReplacementError::at(&marker))?;
    let check = |line: &str| {
        let path = resolve(line, target).ok_or_else(|| {
            let message = format!(
                "it lists `{}`, which is not a file that ats-codegen removes: delete the folder {}",
                crate::printable::name(line),
                staging.display()
            );
            io::Error::new(io::ErrorKind::InvalidData, message)
        });
        path.map_err(ReplacementError::at(&marker))
    };
    list.lines().map(check).collect()
}

/// Returns the path of a listed file, or `None` if a link or `..` leads out of `target`, or if
/// the file belongs to version control.
fn resolve(line: &str, target: &Path) -> Option<PathBuf> {
    let mut path = target.to_owned();
    let mut components = Path::new(line).components().peekable();
    components.peek()?;
    while let Some(component) = components.next() {
        let Component::Normal(name) = component else {
            return None;
        };
        path.push(name);
        let is_link = fs::symlink_metadata(&path).is_ok_and(|it| it.is_symlink());
        if kept_files::is_version_control(&path) || (is_link && components.peek().is_some()) {
            return None;
        }
    }
    Some(path)
}

fn roll(staging: &Path, target: &Path, dropped: &[PathBuf]) -> Result<(), ReplacementError> {
    // First, since a file system that ignores the case of letters may have a new file of that name.
    for path in dropped {
        match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(ReplacementError::at(path)(error));
            }
            _ => {}
        }
    }
    rename_below(staging, target)?;
    sync_dir(target);
    fs::remove_dir_all(staging).map_err(ReplacementError::at(staging))
}

fn rename_below(staging: &Path, target: &Path) -> Result<(), ReplacementError> {
    for entry in fs::read_dir(staging).map_err(ReplacementError::at(staging))? {
        let entry = entry.map_err(ReplacementError::at(staging))?;
        let (from, to) = (entry.path(), target.join(entry.file_name()));
        let old = fs::symlink_metadata(&to).ok();
        if entry
            .file_type()
            .map_err(ReplacementError::at(&from))?
            .is_dir()
        {
            // A link to a folder is not one: the files would be written outside the target.
            if !old.is_some_and(|it| it.is_dir()) {
                fs::create_dir(&to).map_err(ReplacementError::at(&to))?;
            }
            rename_below(&from, &to)?;
            sync_dir(&to);
        } else if entry.file_name() != MARKER {
            if let Some(old) = old.filter(fs::Metadata::is_file) {
                single_file::keep_access(&from, &old).map_err(ReplacementError::at(&from))?;
            }
            fs::rename(&from, &to).map_err(ReplacementError::at(&to))?;
        }
    }
    Ok(())
}
