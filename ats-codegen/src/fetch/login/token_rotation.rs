//! Keeps a refresh token that the org replaces.
//!
//! Where a connected app rotates refresh tokens, signing in ends the old one, and using that
//! again revokes every token of the user. So the new one is saved where the old one came from,
//! before anything else is done.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret as _, SecretString};

use crate::folder_replacement::{self, replace_file};

/// Where a refresh token came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::fetch) enum Place {
    /// A file.
    File(PathBuf),
    /// An environment variable, which cannot be set for anybody else.
    Variable(&'static str),
}

/// Saves the new token, or tells that it cannot.
#[derive(Clone, Debug)]
pub(in crate::fetch) struct Keeper {
    place: Place,
    warn: Option<fn(&str)>,
}

impl Keeper {
    pub(super) const fn new(place: Place, warn: Option<fn(&str)>) -> Self {
        Self { place, warn }
    }

    fn tell(&self, text: &str) {
        if let Some(warn) = self.warn {
            warn(text);
        }
    }

    /// Warns where a new token could not be saved, while the old one still works.
    pub(super) fn warn_before_use(&self) {
        let (place, advice) = match &self.place {
            Place::File(path) => match check(path) {
                Ok(()) => return,
                Err(why) => (
                    format!("{} ({why})", path.display()),
                    "make the file writable",
                ),
            },
            Place::Variable(name) => (
                (*name).to_owned(),
                "name a file instead (refresh-token-file in ats-codegen.toml)",
            ),
        };
        self.tell(&format!(
            "if this connected app rotates refresh tokens, the new token cannot be saved in {place}, \
             and the current one stops working after this run; {advice}"
        ));
    }

    /// Saves the new token. Where that was announced as impossible, says what it means.
    pub(super) fn save(&self, token: &SecretString) -> Result<(), String> {
        match &self.place {
            Place::File(path) => {
                save(path, token).map_err(|why| format!("{}: {why}", path.display()))
            }
            Place::Variable(name) => {
                self.tell(&format!(
                    "the org has replaced the refresh token: the one in {name} no longer works; \
                     authorize the connected app again and name a file instead \
                     (refresh-token-file in ats-codegen.toml), in which the new one is saved"
                ));
                Ok(())
            }
        }
    }
}

/// Locks a token file, waiting for another run that may replace the token in it. The lock ends when
/// the result is dropped. `None` where the system cannot lock it.
#[cfg(unix)]
pub(super) fn lock(path: &Path) -> io::Result<Option<File>> {
    use std::os::unix::fs::MetadataExt as _;

    loop {
        let file = File::open(path)?;
        if !folder_replacement::lock(&file, path)? {
            return Ok(None);
        }
        // The run that held the lock may have put another file in its place.
        let (locked, now) = (file.metadata()?, fs::metadata(path)?);
        if (locked.dev(), locked.ino()) == (now.dev(), now.ino()) {
            return Ok(Some(file));
        }
    }
}

/// On Windows nobody else can read or replace a locked file, this run included.
#[cfg(not(unix))]
pub(super) fn lock(_path: &Path) -> io::Result<Option<File>> {
    Ok(None)
}

/// Returns true if the file, or the folder it is in, can be written.
fn check(path: &Path) -> io::Result<()> {
    let path = path.canonicalize()?;
    let Err(error) = File::options().append(true).open(&path) else {
        return Ok(());
    };
    // A file that is read-only can be replaced where its folder is not.
    let folder = path.parent().unwrap_or(Path::new("."));
    tempfile_in(folder).map_err(|_| error)
}

fn tempfile_in(folder: &Path) -> io::Result<()> {
    let probe = folder.join(format!(".{}.ats-codegen", std::process::id()));
    File::create_new(&probe)?;
    fs::remove_file(&probe)
}

/// Replaces the file in one step and keeps its permissions; where its folder does not allow that,
/// or the file is mounted by itself, writes it as it is.
fn save(path: &Path, token: &SecretString) -> io::Result<()> {
    // A link stays one: what it leads to is replaced.
    let path = path.canonicalize()?;
    let text = SecretString::from(format!("{}\n", token.expose_secret()));
    let bytes = text.expose_secret().as_bytes();
    replace_file(&path, bytes).or_else(|_| {
        let mut file = File::options().write(true).open(&path)?;
        file.write_all(bytes)?;
        file.set_len(bytes.len() as u64)?;
        file.sync_all()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keeper(path: &Path) -> Keeper {
        Keeper::new(Place::File(path.to_owned()), None)
    }

    #[test]
    fn a_new_token_takes_the_old_ones_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token");
        fs::write(&path, "old\n").unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        }
        assert!(check(&path).is_ok());
        keeper(&path).save(&"new".to_owned().into()).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new\n");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn who_waits_for_a_token_reads_the_one_that_replaced_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token");
        fs::write(&path, "old").unwrap();
        let held = lock(&path).unwrap().unwrap();
        let waits = {
            let path = path.clone();
            std::thread::spawn(move || {
                let _lock = lock(&path).unwrap().unwrap();
                fs::read_to_string(path).unwrap()
            })
        };
        std::thread::sleep(std::time::Duration::from_millis(100));
        assert!(!waits.is_finished());
        keeper(&path).save(&"new".to_owned().into()).unwrap();
        drop(held);
        assert_eq!(waits.join().unwrap(), "new\n");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_a_token_stays_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("token"), folder.path().join("link"));
        fs::write(&path, "old").unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        keeper(&link).save(&"new".to_owned().into()).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new\n");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    }

    #[test]
    fn a_token_that_cannot_be_saved_says_where() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("missing");
        let why = keeper(&path).save(&"new".to_owned().into()).unwrap_err();
        assert!(why.contains("missing") && !why.contains("new"), "{why}");
    }
}
