//! What a permission set lets its users do with each object.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde::Deserialize;

use crate::error::Error;

/// A permission set, as `schemas/permission-sets/*.json` write it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PermissionSet {
    /// Its API name.
    pub name: String,
    /// Objects on which it says nothing, because their access comes from elsewhere.
    #[serde(default)]
    pub inherits: BTreeSet<String>,
    #[serde(default)]
    object_permissions: Vec<Entry>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(
    clippy::struct_excessive_bools,
    reason = "they are what a permission set says, one by one"
)]
struct Entry {
    object: String,
    #[serde(default)]
    allow_read: bool,
    #[serde(default)]
    allow_create: bool,
    #[serde(default)]
    allow_edit: bool,
    #[serde(default)]
    allow_delete: bool,
}

/// What may be done with one object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "they are what a permission set says, one by one"
)]
pub struct ObjectPermission {
    /// Reading; without it the object is not in the crate.
    pub read: bool,
    /// Creating.
    pub create: bool,
    /// Updating.
    pub edit: bool,
    /// Deleting, and bringing back.
    pub delete: bool,
}

impl ObjectPermission {
    /// Everything.
    pub const ALL: Self = Self {
        read: true,
        create: true,
        edit: true,
        delete: true,
    };

    const NONE: Self = Self {
        read: false,
        create: false,
        edit: false,
        delete: false,
    };
}

impl PermissionSet {
    /// Reads a permission set.
    ///
    /// # Errors
    ///
    /// [`Error::Read`], or [`Error::File`] when it is not one.
    pub fn read(path: &Path) -> Result<(Self, Vec<u8>), Error> {
        let bytes = fs::read(path).map_err(|source| Error::Read {
            path: path.to_owned(),
            source,
        })?;
        let set = serde_json::from_slice(&bytes).map_err(|source| Error::File {
            path: path.to_owned(),
            message: format!(
                "not a permission set: {source}; expected \
                 {{\"name\", \"inherits\", \"objectPermissions\": [{{\"object\", \"allowRead\", …}}]}}"
            ),
        })?;
        Ok((set, bytes))
    }

    /// What the set allows on `object`: nothing when it does not list it.
    #[must_use]
    pub fn of(&self, object: &str) -> ObjectPermission {
        if self.inherits.contains(object) {
            return ObjectPermission::ALL;
        }
        let mut allowed = ObjectPermission::NONE;
        for entry in self
            .object_permissions
            .iter()
            .filter(|it| it.object == object)
        {
            allowed.read |= entry.allow_read;
            allowed.create |= entry.allow_create;
            allowed.edit |= entry.allow_edit;
            allowed.delete |= entry.allow_delete;
        }
        allowed
    }

    /// The objects the set names, sorted.
    #[must_use]
    pub fn objects(&self) -> BTreeMap<&str, ObjectPermission> {
        self.object_permissions
            .iter()
            .map(|it| it.object.as_str())
            .chain(self.inherits.iter().map(String::as_str))
            .map(|name| (name, self.of(name)))
            .collect()
    }
}
