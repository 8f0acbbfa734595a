//! What stops a run, and what does not.

use std::fmt;
use std::path::PathBuf;

use ats_schema::describe::InFile;

use crate::conventions::{DEFAULT_CRATE, DEFAULT_SCHEMAS, MARK};
use crate::printable;

/// What stops a run. Nothing was written, or what was there before is still whole.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder could not be read.
    #[error("cannot read {}: {cause}", .path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        cause: std::io::Error,
    },
    /// Files of the schema folder are no describes; all of them are listed.
    #[error("{}", broken(.0))]
    Broken(Vec<InFile>),
    /// The schema folder holds no describe.
    #[error(
        "no describe in {}: it holds no *.json file besides provenance.json; save the org's describes \
         there, one file an object, or point --schemas elsewhere", .0.display()
    )]
    NoDescribes(PathBuf),
    /// A fetch has changed only a part of the schema folder.
    #[error(
        "a fetch into {} was interrupted while it put files in place: run it again to complete it, \
         or delete {}", .dir.display(), .path.display()
    )]
    Incomplete {
        /// The schema folder.
        dir: PathBuf,
        /// The folder of the files that are not in place yet.
        path: PathBuf,
    },
    /// There is no schema folder.
    #[error(
        "there is no folder {}: `ats-codegen fetch --org ALIAS{}` saves an org's describes \
         there; `ats-codegen orgs` shows the aliases", .0.display(), out_option(.0)
    )]
    NoFolder(PathBuf),
    /// Two files describe one object.
    #[error(
        "{} and {} both describe `{}`: delete one of them, or generate from two folders",
        printable::name(.first), printable::name(.second), printable::name(.object)
    )]
    SameObject {
        /// The object.
        object: String,
        /// The first file.
        first: String,
        /// The second file.
        second: String,
    },
    /// An object that was asked for is not described.
    #[error("no describe of `{name}`{}", hint(.nearest.as_deref()))]
    UnknownObject {
        /// What was asked for.
        name: String,
        /// The nearest name there is.
        nearest: Option<String>,
    },
    /// Nothing is left to generate.
    #[error("nothing to generate: {0}")]
    Nothing(String),
    /// The regular expression of `--match` is not valid.
    #[error("--match `{pattern}` is not a regular expression: {cause}")]
    Pattern {
        /// The expression.
        pattern: String,
        /// Why.
        cause: Box<regex::Error>,
    },
    /// What the crate is to be called cannot be the name of one.
    #[error("`{name}` is not a valid crate name; try `{better}`")]
    CrateName {
        /// The name.
        name: String,
        /// The nearest that would do.
        better: String,
    },
    /// A file of the run is not what it should be.
    #[error("{}: {message}", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong, and what to do.
        message: String,
    },
    /// Entries of the configuration do not fit the describes; all of them are listed.
    #[error("{}", config(.path, .problems))]
    Config {
        /// The configuration file.
        path: PathBuf,
        /// What does not fit.
        problems: Vec<String>,
    },
    /// `names.lock` may only be read, and lacks names.
    #[error("{}", names(.path, *.is_missing, .differences, .command))]
    Names {
        /// The file.
        path: PathBuf,
        /// True if the file does not exist.
        is_missing: bool,
        /// The names that it lacks or that differ.
        differences: Vec<String>,
        /// The command that writes it.
        command: String,
    },
    /// The output folder holds something that was not generated.
    #[error(
        "{} was not written by ats-codegen (no `{mark}` in its first lines), so it is left alone: \
         choose another --out, or move it away", .path.display(), mark = MARK
    )]
    NotOurs {
        /// What is in the way.
        path: PathBuf,
    },
    /// The output folder is neither empty nor a generated crate.
    #[error(
        "{} is neither empty nor a crate that ats-codegen wrote (it holds `{}`), so it is left \
         alone: choose another --out, such as {}", .path.display(), printable::name(.entry), .path.join(DEFAULT_CRATE).display()
    )]
    Occupied {
        /// The folder.
        path: PathBuf,
        /// Something in it.
        entry: String,
    },
    /// A path of the output folder leads out of it.
    #[error(
        "{} is a symbolic link, and following it would write outside the output folder: remove it",
        .path.display()
    )]
    Link {
        /// The link.
        path: PathBuf,
    },
    /// A file could not be written.
    #[error("cannot write {}: {cause}; what was there before is unchanged", .path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: std::io::Error,
    },
    /// A complete crate is only partly in place.
    #[error(
        "cannot put {} in place: {cause}; the new crate is complete on the disk: fix this, then run \
         the same command again to complete it", .path.display()
    )]
    Partly {
        /// The file or folder that could not be put in place.
        path: PathBuf,
        /// Why.
        cause: std::io::Error,
    },
}

fn broken(files: &[InFile]) -> String {
    let mut text = match files {
        [_] => String::new(),
        _ => format!("{} files are not describes:\n", files.len()),
    };
    for (at, file) in files.iter().enumerate() {
        if at > 0 {
            text.push('\n');
        }
        text.push_str(&file.to_string());
    }
    text
}

fn names(
    path: &std::path::Path,
    is_missing: bool,
    differences: &[String],
    command: &str,
) -> String {
    const SHOWN: usize = 3;
    let mut text = match is_missing {
        true => format!("{} does not exist", path.display()),
        false => format!("{} is out of date", path.display()),
    };
    if !is_missing {
        let shown = differences.iter().take(SHOWN).map(String::as_str);
        text = format!("{text}: {}", shown.collect::<Vec<_>>().join(", "));
        if let more @ 1.. = differences.len().saturating_sub(SHOWN) {
            text = format!("{text} and {more} more");
        }
    }
    format!("{text}\n  help: run `{command}` and add the file to version control")
}

fn config(path: &std::path::Path, problems: &[String]) -> String {
    let mut text = format!("{}:", path.display());
    match problems {
        [one] => {
            text.push(' ');
            text.push_str(one);
        }
        _ => {
            for problem in problems {
                text.push_str("\n  ");
                text.push_str(problem);
            }
        }
    }
    text
}

/// ` --out DIR`, where the folder is not the default.
fn out_option(dir: &std::path::Path) -> String {
    if dir == std::path::Path::new(DEFAULT_SCHEMAS) {
        String::new()
    } else {
        format!(" --out {}", dir.display())
    }
}

/// `; did you mean …?`
pub(crate) fn hint(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |name| {
        format!("; did you mean `{}`?", printable::name(name))
    })
}

/// What a run noticed and went on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Warning {
    /// The object's API name, where it is about one.
    pub object: Option<String>,
    /// The field's API name, where it is about one.
    pub field: Option<String>,
    /// What was noticed, and what was done.
    pub message: String,
}

impl Warning {
    /// About an object.
    pub(crate) fn object(object: &str, message: impl Into<String>) -> Self {
        Self {
            object: Some(object.to_owned()),
            field: None,
            message: message.into(),
        }
    }

    /// About a field.
    pub(crate) fn field(object: &str, field: &str, message: impl Into<String>) -> Self {
        Self {
            object: Some(object.to_owned()),
            field: Some(field.to_owned()),
            message: message.into(),
        }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.object, &self.field) {
            (Some(object), Some(field)) => {
                write!(
                    f,
                    "{}.{}: ",
                    printable::name(object),
                    printable::name(field)
                )?;
            }
            (Some(object), None) if !object.is_empty() => {
                write!(f, "{}: ", printable::name(object))?
            }
            _ => {}
        }
        f.write_str(&printable::message(&self.message))
    }
}
