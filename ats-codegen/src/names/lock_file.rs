//! `names.lock`: the names that were given once.
//!
//! It is beside the describes and belongs into version control. Lines of what is gone stay, so that
//! no name is ever given to something else.

use std::borrow::Cow;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use ats_schema::names::reserved::is_keyword;

use super::Names;
use crate::error::Error;
use crate::folder_replacement;

/// The file, in the folder of describes.
pub(crate) const FILE: &str = "names.lock";

const HEADER: &str = "\
# Rust names of objects, fields, relationships and picklist values: written by ats-codegen, for
# version control. What has a name here keeps it. To rename something, name it in ats-codegen.toml.

";

/// The lock of a folder of describes.
#[derive(Clone, Debug, Default)]
pub(crate) struct LockFile {
    pub(crate) path: PathBuf,
    /// The text of the file; `None` where it does not exist.
    pub(crate) text: Option<String>,
}

impl LockFile {
    /// Reads the lock of a folder.
    ///
    /// # Errors
    ///
    /// [`Error::Read`] if it exists and cannot be read.
    pub(crate) fn read(schemas: &Path) -> Result<Self, Error> {
        let path = schemas.join(FILE);
        let text = match fs::read_to_string(&path) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(cause) => return Err(Error::Read { path, cause }),
        };
        Ok(Self { path, text })
    }

    /// Parses what was read; `None` where there is no lock.
    ///
    /// # Errors
    ///
    /// [`Error::File`] with the line and what to do.
    pub(crate) fn parse(&self) -> Result<Option<Names>, Error> {
        let Some(text) = &self.text else {
            return Ok(None);
        };
        let error = |message: String| Error::File {
            path: self.path.clone(),
            message,
        };
        if let Some(line) = text.lines().position(is_conflict_marker) {
            return Err(error(format!(
                "line {}: a conflict of two versions is not resolved; keep the lines of both, remove the \
                 markers and generate again",
                line + 1
            )));
        }
        let names: Names = toml::from_str(text).map_err(|cause| {
            error(format!(
                "not a lock of names: {}; restore the file from version control",
                cause.to_string().trim_end()
            ))
        })?;
        if names.version > Names::VERSION {
            return Err(error(format!(
                "a newer ats-codegen wrote it (format {}, this one reads {}): update ats-codegen",
                names.version,
                Names::VERSION
            )));
        }
        let wrong = names.by_place().into_iter().find_map(|(place, name)| {
            (!is_identifier(name, place.kind)).then(|| {
                let api = place.member.as_ref().unwrap_or(&place.object);
                format!(
                    "`{name}` cannot be the Rust name of the {} `{api}`",
                    place.kind
                )
            })
        });
        match wrong {
            Some(message) => Err(error(message + "; restore the file from version control")),
            None => Ok(Some(names)),
        }
    }

    /// Returns the text of all names, which is that of the file if it has every name.
    pub(crate) fn text_of(&self, names: &Names, is_locked: bool) -> Cow<'_, str> {
        match &self.text {
            Some(text) if is_locked => text.into(),
            _ => text(names).into(),
        }
    }

    /// Writes the text of all names, unless the file has it already.
    ///
    /// # Errors
    ///
    /// [`Error::Write`].
    pub(crate) fn write(&self, text: &str) -> Result<(), Error> {
        if self.text.as_deref() == Some(text) {
            return Ok(());
        }
        folder_replacement::replace_file(&self.path, text.as_bytes()).map_err(|cause| {
            Error::Write {
                path: self.path.clone(),
                cause,
            }
        })
    }
}

/// The text of the file.
pub(crate) fn text(names: &Names) -> String {
    let body = toml::to_string(names).expect("strings and maps of strings are TOML");
    format!("{HEADER}{body}")
}

fn is_conflict_marker(line: &str) -> bool {
    ["<<<<<<< ", ">>>>>>> ", "||||||| "]
        .iter()
        .any(|it| line.starts_with(it))
        || line == "======="
}

/// The file is input like any other: what is no identifier never reaches generated code.
fn is_identifier(name: &str, kind: &str) -> bool {
    let allowed = |byte: u8| match kind {
        "feature" => byte.is_ascii_alphanumeric() || byte == b'-',
        _ => byte.is_ascii_alphanumeric() || byte == b'_',
    };
    let first_is_upper = matches!(
        kind,
        "id type" | "type" | "enum" | "variant" | "record type"
    );
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|first| match first_is_upper {
        true => first.is_ascii_uppercase(),
        false => first.is_ascii_lowercase(),
    }) && bytes.all(allowed)
        && (kind == "feature" || !is_keyword(name))
}
