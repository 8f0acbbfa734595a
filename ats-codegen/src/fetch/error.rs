//! Why an org could not be asked, or its answer not be saved.

use std::io;
use std::path::{Path, PathBuf};

use ats_client::ClientError;

use crate::error::hint;
use crate::folder_replacement::ReplacementError;
use crate::printable::name;

/// Why nothing was fetched. What was saved before is as it was.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// Nothing says which org.
    #[error(
        "no org selected: use --org ALIAS (`ats-codegen orgs` lists them), set SFDX_AUTH_URL, or use \
         --instance-url with --access-token-stdin"
    )]
    NoOrg,
    /// A task of this program did not finish.
    #[error("a task of this program did not finish: {0}")]
    Task(tokio::task::JoinError),
    /// Options that do not go together, or lack one.
    #[error("{0}")]
    Options(String),
    /// An environment variable is set, but to nothing.
    #[error("{0} is set but empty; give it a value, or unset it")]
    EmptyVariable(&'static str),
    /// A file that should hold a secret cannot be read, or holds nothing.
    #[error("cannot take the {what} from {}: {why}", .path.display())]
    SecretFile {
        /// What it should hold.
        what: &'static str,
        /// The file.
        path: PathBuf,
        /// Why not.
        why: String,
    },
    /// The Salesforce CLI could not be run, or did not tell.
    #[error("{0}")]
    Sf(String),
    /// The org did not let us in, or did not answer as it should.
    #[error("{what}: {cause}{}", help(.cause))]
    Client {
        /// What was asked.
        what: String,
        /// Why it failed.
        cause: ClientError,
    },
    /// The emulated org could not be started.
    #[error("cannot start the embedded org: {0}")]
    Embedded(String),
    /// The org has no permission set of that name.
    #[error(
        "permission set `{name}` not found, as a file or in the org{}",
        hint(.nearest.as_deref())
    )]
    NoPermissionSet {
        /// What was asked for.
        name: String,
        /// The nearest name there is.
        nearest: Option<String>,
    },
    /// Several permission sets are called so.
    #[error("several permission sets are called `{name}`: {}; name one of these", shown_names(.found))]
    SeveralPermissionSets {
        /// What was asked for.
        name: String,
        /// Their API names.
        found: Vec<String>,
    },
    /// The user may not see what permission sets allow.
    #[error(
        "this user does not see what permission sets allow, which takes the permission View Setup \
         and Configuration: sign in as one who does, or as a user of the permission set and leave \
         --permission-set out\nthe org says: {0}"
    )]
    PermissionSetsUnseen(ClientError),
    /// No object is left.
    #[error("nothing to fetch: {0}")]
    Nothing(String),
    /// The regular expression of `--match` is not valid.
    #[error("--match `{pattern}` is not a regular expression: {cause}")]
    Pattern {
        /// The expression.
        pattern: String,
        /// Why.
        cause: Box<regex::Error>,
    },
    /// The org sent something else than a describe.
    #[error("the org's describe of `{object}` cannot be used: {}", crate::printable::message(.why))]
    NotDescribe {
        /// The object.
        object: String,
        /// Why not.
        why: String,
    },
    /// The configuration names a field that is not there.
    #[error("[fetch.fields] names `{object}.{field}`, which the org does not describe{}", hint(.nearest.as_deref()))]
    UnknownField {
        /// The object.
        object: String,
        /// The field.
        field: String,
        /// The nearest name there is.
        nearest: Option<String>,
    },
    /// The folder holds describes that `fetch` did not write.
    #[error(
        "{} holds describes that `fetch` did not write, so they are left alone: choose another \
         --out, or give --replace to replace them", .0.display()
    )]
    NotOurs(PathBuf),
    /// The folder holds the snapshot of another org or user, and only a part would be replaced.
    #[error(
        "{} is a snapshot of another {what}, and only some of its objects are asked for, so the \
         two would be mixed: fetch without selecting objects, or choose another --out", .path.display()
    )]
    Mixed {
        /// The folder.
        path: PathBuf,
        /// `org`, `user`, `language` or `API version`.
        what: &'static str,
    },
    /// Another fetch has changed the folder in the meantime.
    #[error(
        "another fetch has changed {} while this one was running, so this one saved nothing: run \
         it again", .0.display()
    )]
    Overtaken(PathBuf),
    /// Two objects would be saved in one file where the case of letters does not count.
    #[error(
        "`{first}` and `{second}` would be the same file on a system that ignores the case of \
         letters: select only one of them with --objects or --match"
    )]
    SameFile {
        /// The one object.
        first: String,
        /// The other.
        second: String,
    },
    /// A complete snapshot is only partly in place.
    #[error(
        "cannot put {} in place: {cause}; the new snapshot is complete on the disk: fix this, then \
         run the same command again to complete {}", .path.display(), .dir.display()
    )]
    Partly {
        /// The file or folder that could not be put in place.
        path: PathBuf,
        /// The folder of the snapshot.
        dir: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// The snapshot could not be written.
    #[error(
        "cannot save the snapshot, {}: {cause}; {} is as it was: {}", .path.display(), .kept.display(), advice(.cause)
    )]
    Save {
        /// What could not be written.
        path: PathBuf,
        /// The folder of the snapshot.
        kept: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// Somebody pressed Ctrl-C, or ended the program in a friendly way.
    #[error("interrupted; nothing was changed: run the same command again")]
    Interrupted,
    /// The machine does not let us do what every program may.
    #[error("cannot start: {0}")]
    Start(io::Error),
}

impl FetchError {
    /// Whether somebody pressed Ctrl-C.
    #[must_use]
    pub const fn is_interruption(&self) -> bool {
        matches!(self, Self::Interrupted)
    }

    pub(super) fn save(dir: &Path) -> impl FnOnce(ReplacementError) -> Self {
        let dir = dir.to_owned();
        |failed| {
            let ReplacementError {
                path,
                source: cause,
                partly,
            } = failed;
            if partly {
                Self::Partly { path, dir, cause }
            } else {
                Self::Save {
                    path,
                    kept: dir,
                    cause,
                }
            }
        }
    }

    pub(super) fn client(what: impl Into<String>) -> impl FnOnce(ClientError) -> Self {
        let what = what.into();
        |cause| Self::Client { what, cause }
    }
}

fn shown_names(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|it| name(it).to_string()).collect();
    names.join(", ")
}

fn help(error: &ClientError) -> String {
    let advice = error
        .help()
        .map_or_else(String::new, |it| format!("\n{it}"));
    format!("{advice}\nnothing was changed; fix this, then run the same command again")
}

/// What to do about a file that cannot be written.
fn advice(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "make room on the disk and run the same command again"
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "the folder above it must be writable, since a new one is put in its place"
        }
        io::ErrorKind::NotADirectory => "--out names a folder; choose another",
        io::ErrorKind::ResourceBusy | io::ErrorKind::CrossesDevices => {
            "it cannot be replaced as a whole, as a mounted folder cannot; choose an --out below it"
        }
        _ => "fix this, then run the same command again",
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use super::*;

    #[test]
    fn each_cause_is_printed_once() {
        let disk_full = || io::Error::from(io::ErrorKind::StorageFull);
        let (path, dir) = (PathBuf::from("org/Job.json"), PathBuf::from("org"));
        #[expect(
            clippy::invalid_regex,
            reason = "the error of an invalid expression is wanted"
        )]
        let invalid = regex::Regex::new("(").unwrap_err();
        let refused = || ClientError::from("newest".parse::<ats_client::ApiVersion>().unwrap_err());
        let errors = [
            FetchError::client("cannot list the objects")(refused()),
            FetchError::PermissionSetsUnseen(refused()),
            FetchError::Pattern {
                pattern: "(".to_owned(),
                cause: Box::new(invalid),
            },
            FetchError::Partly {
                path: path.clone(),
                dir: dir.clone(),
                cause: disk_full(),
            },
            FetchError::Save {
                path,
                kept: dir,
                cause: disk_full(),
            },
            FetchError::Start(disk_full()),
        ];
        for error in errors {
            let message = error.to_string();
            if let Some(source) = error.source() {
                assert!(!message.contains(&source.to_string()), "{message}");
            }
        }
    }
}
