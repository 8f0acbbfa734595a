//! What the last fetch into a folder saw.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use ats_schema::names::reserved::DEVICES;
use serde::{Deserialize, Serialize};

use super::error::FetchError;

/// The file beside the describes. Its name does not end in `.json`, so that nothing takes it
/// for a describe.
pub(super) const LOCK: &str = ".ats-fetch.lock";

/// Whose word a snapshot is: a describe depends on all of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Origin {
    pub(super) org_id: String,
    pub(super) user_id: String,
    pub(super) language: String,
    pub(super) api_version: String,
    /// What was taken off the describes: a hash.
    pub(super) view: String,
}

impl Origin {
    /// Whether the org has said who it is and who asks.
    pub(super) fn is_known(&self) -> bool {
        ![
            &self.org_id,
            &self.user_id,
            &self.language,
            &self.api_version,
        ]
        .iter()
        .any(|it| it.is_empty())
    }

    /// In what another one differs first.
    pub(super) fn difference(&self, other: &Self) -> Option<&'static str> {
        let pairs = [
            (&self.org_id, &other.org_id, "org"),
            (&self.user_id, &other.user_id, "user"),
            (&self.language, &other.language, "language"),
            (&self.api_version, &other.api_version, "API version"),
            (&self.view, &other.view, "scope or permission set"),
        ];
        pairs
            .into_iter()
            .find(|(a, b, _)| a != b)
            .map(|(_, _, what)| what)
    }
}

/// What is known of a saved describe.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Entry {
    /// The BLAKE3 hash of the file.
    pub(super) hash: String,
    /// `Last-Modified`, as the org wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) last_modified: Option<String>,
    /// `ETag`, likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) etag: Option<String>,
}

impl Entry {
    /// Whether the org can be asked if it has changed.
    pub(super) const fn is_conditional(&self) -> bool {
        self.last_modified.is_some() || self.etag.is_some()
    }
}

/// What was asked for, beside which objects: `check` asks for the same.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// `--permission-set`, as it was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) permission_set: Option<String>,
    /// `--scope fields-used`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) fields_used: bool,
}

impl Asked {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// What was asked for when the snapshot of a folder was fetched; the default where `fetch`
    /// did not write it.
    pub(crate) fn of(dir: &Path) -> Result<Self, FetchError> {
        Ok(Snapshot::read(dir)?.unwrap_or_default().asked)
    }
}

/// The file: JSON, sorted, without the time of the run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Snapshot {
    pub(super) origin: Origin,
    #[serde(default, skip_serializing_if = "Asked::is_default")]
    pub(super) asked: Asked,
    /// By API name.
    pub(super) objects: BTreeMap<String, Entry>,
}

impl Snapshot {
    /// The snapshot of a folder; `None` when `fetch` did not write it.
    pub(super) fn read(dir: &Path) -> Result<Option<Self>, FetchError> {
        let path = dir.join(LOCK);
        match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(|error| {
                FetchError::Options(format!(
                    "{} is damaged ({}): remove it and fetch with --replace",
                    path.display(),
                    crate::printable::message(&error.to_string())
                ))
            }),
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
                ) =>
            {
                Ok(None)
            }
            Err(error) => Err(FetchError::Options(format!(
                "cannot read {}: {error}",
                path.display()
            ))),
        }
    }

    pub(super) fn text(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}

pub(super) fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// The file of an object's describe: its API name, with an underscore after a name that Windows
/// keeps for a device. No API name ends in one.
pub(super) fn file_name(object: &str) -> String {
    let lower = object.to_ascii_lowercase();
    let device = DEVICES.contains(&lower.as_str());
    format!("{object}{}.json", if device { "_" } else { "" })
}

/// Refuses objects whose files would be one on file systems that ignore the case of letters.
pub(super) fn check_files<'a>(objects: impl Iterator<Item = &'a String>) -> Result<(), FetchError> {
    let mut files: BTreeMap<String, &String> = BTreeMap::new();
    for object in objects {
        let file = file_name(object).to_ascii_lowercase();
        match files.insert(file, object) {
            Some(other) if other != object => {
                return Err(FetchError::SameFile {
                    first: other.clone(),
                    second: object.clone(),
                });
            }
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use ats_schema::rules::api_name::is_portable_api_name;

    #[test]
    fn files_have_names_that_every_system_takes() {
        assert_eq!(file_name("Contact"), "Contact.json");
        assert_eq!(file_name("Con__c"), "Con__c.json");
        for device in ["CON", "nul", "Com1"] {
            assert_eq!(file_name(device), format!("{device}_.json"));
        }
        for bad in ["", "a.", "a b", "../a", "é", "a/b"] {
            assert!(!is_portable_api_name(bad), "{bad}");
        }
    }

    #[test]
    fn two_objects_in_one_file_are_refused() {
        let check = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|it| (*it).to_owned()).collect();
            check_files(names.iter())
        };
        assert!(check(&["Contact", "Contact", "Job__c"]).is_ok());
        for pair in [["Contact", "contact"], ["CON", "con_"]] {
            let error = check(&pair).unwrap_err().to_string();
            assert!(pair.iter().all(|it| error.contains(it)), "{error}");
        }
    }
}
