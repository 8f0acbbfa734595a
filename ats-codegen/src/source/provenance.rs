//! How much of a snapshot is known, where it was not fetched from an org.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use super::Input;
use crate::error::Error;
use crate::shown;

/// `provenance.json`: which picklists list only some of their values.
///
/// A snapshot fetched from an org has no such file, and all its values are known.
#[derive(Clone, Debug, Default)]
pub struct Provenance {
    partial: HashMap<String, HashSet<String>>,
    /// The BLAKE3 hash of the file; empty without one.
    pub hash: String,
    /// The API version of describes that do not say theirs.
    pub api_version: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Text {
    #[serde(default)]
    api_version: Option<String>,
    #[serde(default)]
    objects: HashMap<String, Object>,
}

#[derive(Deserialize)]
struct Object {
    #[serde(default)]
    fields: HashMap<String, Field>,
}

#[derive(Deserialize)]
struct Field {
    #[serde(default)]
    values: Option<String>,
}

impl Provenance {
    /// Reads the file; without one, everything is known.
    ///
    /// # Errors
    ///
    /// [`Error::Read`], or [`Error::File`] when it is not what it should be.
    pub fn read(input: Option<&Input>) -> Result<Self, Error> {
        let Some(input) = input else {
            return Ok(Self::default());
        };
        let mut bytes = Vec::new();
        let hash = input.hash(&mut bytes)?;
        let text: Text = serde_json::from_slice(&bytes).map_err(|source| Error::File {
            path: input.path.clone(),
            message: format!(
                "not a provenance file: {}; a snapshot fetched from an org needs none, delete it",
                shown::message(&source.to_string())
            ),
        })?;
        let mut partial: HashMap<String, HashSet<String>> = HashMap::new();
        for (object, entry) in text.objects {
            for (field, entry) in entry.fields {
                if entry.values.as_deref() == Some("partial") {
                    partial.entry(object.clone()).or_default().insert(field);
                }
            }
        }
        Ok(Self {
            partial,
            hash,
            api_version: text.api_version,
        })
    }

    /// Whether only some values of this picklist are known.
    #[must_use]
    pub fn is_partial(&self, object: &str, field: &str) -> bool {
        self.partial
            .get(object)
            .is_some_and(|fields| fields.contains(field))
    }
}
