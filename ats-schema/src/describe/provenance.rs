//! `provenance.json`: how much of a snapshot is known, where it was not fetched from an org.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

/// The picklists of a snapshot of which only some values are known. They are open, whatever the
/// describe says.
///
/// A snapshot fetched from an org has no `provenance.json`; all its values are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provenance {
    partial: Fields,
    /// Fields with a note that explains why something about them is not known.
    noted: Fields,
    /// The API version of describes that do not state theirs, `63.0`.
    pub api_version: Option<String>,
}

/// Fields by object, both in lower case.
type Fields = HashMap<String, HashSet<String>>;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct File {
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
    values: Option<String>,
    note: Option<String>,
}

impl Provenance {
    /// Parses the file.
    ///
    /// # Errors
    ///
    /// When it is not JSON of that form.
    pub fn parse(json: &[u8]) -> Result<Self, serde_json::Error> {
        let file: File = serde_json::from_slice(json)?;
        let (mut partial, mut noted) = (Fields::new(), Fields::new());
        for (object, entry) in file.objects {
            let object = object.to_ascii_lowercase();
            for (field, entry) in entry.fields {
                for (fields, applies) in [
                    (&mut partial, entry.values.as_deref() == Some("partial")),
                    (&mut noted, entry.note.is_some()),
                ] {
                    if applies {
                        let fields = fields.entry(object.clone()).or_default();
                        fields.insert(field.to_ascii_lowercase());
                    }
                }
            }
        }
        Ok(Self {
            partial,
            noted,
            api_version: file.api_version,
        })
    }

    /// Returns true if only some values of this picklist are known.
    #[must_use]
    pub fn is_partial(&self, object: &str, field: &str) -> bool {
        contains(&self.partial, object, field)
    }

    /// Returns true if a note explains why something about this field is not known.
    #[must_use]
    pub fn is_noted(&self, object: &str, field: &str) -> bool {
        contains(&self.noted, object, field)
    }
}

fn contains(fields: &Fields, object: &str, field: &str) -> bool {
    let fields = fields.get(&object.to_ascii_lowercase());
    fields.is_some_and(|fields| fields.contains(&field.to_ascii_lowercase()))
}
