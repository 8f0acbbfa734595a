//! What a permission set lets its users do with each object and field.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;

use ats_schema::describe::{Describe, Field};
use serde::Deserialize;

use crate::error::Error;
use crate::shown;

/// A permission set: a file such as `schemas/permission-sets/*.json`, or what an org says of one
/// (`fetch --permission-set NAME`).
///
/// A file has the keys of Salesforce's own permission set metadata. On an object that it does not
/// list its users may do nothing, unless it stands under `inherits`. A field that it does not list
/// stays what the describe says; one that an org does not list is hidden, if the describe says
/// that a permission can be given on it.
///
/// Source: Object Reference, *ObjectPermissions* and *FieldPermissions*.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "Text")]
pub struct PermissionSet {
    /// Its API name.
    pub name: String,
    /// Objects on which it says nothing, because their access comes from elsewhere.
    pub inherits: BTreeSet<String>,
    objects: BTreeMap<String, ObjectPermission>,
    /// By `object.field` in lower case.
    fields: BTreeMap<String, FieldPermission>,
    /// Of a set that an org has told, which says everything: the objects on which sets say
    /// anything at all.
    whole: Option<BTreeSet<String>>,
}

/// The file.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Text {
    name: String,
    #[serde(default)]
    inherits: BTreeSet<String>,
    #[serde(default)]
    object_permissions: Vec<ObjectEntry>,
    #[serde(default)]
    field_permissions: Vec<FieldEntry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(
    clippy::struct_excessive_bools,
    reason = "they are what a permission set says, one by one"
)]
struct ObjectEntry {
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

#[derive(Deserialize)]
struct FieldEntry {
    /// `Object.Field`.
    field: String,
    #[serde(default)]
    readable: bool,
    #[serde(default)]
    editable: bool,
}

/// What may be done with one object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
    /// Reading every field, whatever is said of each.
    pub all_fields: bool,
}

impl ObjectPermission {
    /// Everything.
    pub const ALL: Self = Self {
        read: true,
        create: true,
        edit: true,
        delete: true,
        all_fields: true,
    };
}

/// What may be done with one field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FieldPermission {
    /// Reading; without it the field is not in the crate.
    pub read: bool,
    /// Setting it, in a create or an update.
    pub edit: bool,
}

impl From<Text> for PermissionSet {
    fn from(text: Text) -> Self {
        let mut set = Self {
            name: text.name,
            inherits: text.inherits,
            ..Self::default()
        };
        for entry in text.object_permissions {
            let allowed = ObjectPermission {
                read: entry.allow_read,
                create: entry.allow_create,
                edit: entry.allow_edit,
                delete: entry.allow_delete,
                all_fields: false,
            };
            set.allow(&entry.object, allowed);
        }
        for entry in text.field_permissions {
            let allowed = FieldPermission {
                read: entry.readable,
                edit: entry.editable,
            };
            set.allow_field(&entry.field, allowed);
        }
        set
    }
}

impl PermissionSet {
    /// A set that allows nothing yet, of an org whose sets can say something of these objects.
    #[cfg(feature = "fetch")]
    pub(crate) fn of_org(name: String, objects: BTreeSet<String>) -> Self {
        Self {
            name,
            whole: Some(objects),
            ..Self::default()
        }
    }

    /// Adds what may be done with an object; several entries of one add up.
    pub(crate) fn allow(&mut self, object: &str, allowed: ObjectPermission) {
        let all = self.objects.entry(object.to_owned()).or_default();
        all.read |= allowed.read;
        all.create |= allowed.create;
        all.edit |= allowed.edit;
        all.delete |= allowed.delete;
        all.all_fields |= allowed.all_fields;
    }

    /// Adds what may be done with a field, `Object.Field`.
    pub(crate) fn allow_field(&mut self, field: &str, allowed: FieldPermission) {
        let all = self.fields.entry(field.to_ascii_lowercase()).or_default();
        all.read |= allowed.read;
        all.edit |= allowed.edit;
    }

    /// Reads a permission set.
    ///
    /// # Errors
    ///
    /// [`Error::Read`], or [`Error::File`] when it is not there or is not one.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let bytes = fs::read(path).map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => Error::File {
                path: path.to_owned(),
                message: "there is no such file; a permission set of an org is given by its name \
                          to `ats-codegen fetch --permission-set`"
                    .to_owned(),
            },
            _ => Error::Read {
                path: path.to_owned(),
                source,
            },
        })?;
        serde_json::from_slice(&bytes).map_err(|source| Error::File {
            path: path.to_owned(),
            message: format!(
                "not a permission set: {}; expected \
                 {{\"name\", \"inherits\", \"objectPermissions\": [{{\"object\", \"allowRead\", …}}], \
                 \"fieldPermissions\": [{{\"field\", \"readable\", \"editable\"}}]}}",
                shown::message(&source.to_string())
            ),
        })
    }

    /// What the set allows on `object`: nothing when it does not list it.
    #[must_use]
    pub fn of(&self, object: &str) -> ObjectPermission {
        if self.inherits(object) {
            return ObjectPermission::ALL;
        }
        self.objects.get(object).copied().unwrap_or_default()
    }

    /// Whether the access to an object comes from elsewhere.
    fn inherits(&self, object: &str) -> bool {
        match &self.whole {
            Some(objects) => !objects.contains(object) && !self.objects.contains_key(object),
            None => self.inherits.contains(object),
        }
    }

    /// What the set allows on a field of an object that it lets its users read.
    ///
    /// A part of a compound field, such as the city of an address, is what the whole is, unless
    /// it is listed itself.
    #[must_use]
    pub fn of_field(&self, object: &str, field: &Field) -> FieldPermission {
        let listed = |name: &str| {
            let key = format!("{object}.{name}").to_ascii_lowercase();
            self.fields.get(&key).copied()
        };
        let listed =
            listed(&field.name).or_else(|| field.compound_field_name.as_deref().and_then(listed));
        let is_hidden_unless_listed =
            self.whole.is_some() && field.permissionable && !self.inherits(object);
        let mut allowed = listed.unwrap_or(FieldPermission {
            read: !is_hidden_unless_listed,
            edit: !is_hidden_unless_listed,
        });
        allowed.read |= self.of(object).all_fields;
        allowed.edit &= allowed.read;
        allowed
    }

    /// Takes off a describe what the set forbids; whether its users may read the object at all.
    pub(crate) fn restrict(&self, describe: &mut Describe) -> bool {
        let allowed = self.of(&describe.name);
        for (flag, allowed) in [
            (&mut describe.createable, allowed.create),
            (&mut describe.updateable, allowed.edit),
            (&mut describe.deletable, allowed.delete),
            (&mut describe.undeletable, allowed.delete),
        ] {
            *flag = Some(flag.unwrap_or(true) && allowed);
        }
        let object = std::mem::take(&mut describe.name);
        describe.fields.retain_mut(|field| {
            let on_field = self.of_field(&object, field);
            field.createable &= on_field.edit && allowed.create;
            field.updateable &= on_field.edit && allowed.edit;
            on_field.read
        });
        describe.name = object;
        allowed.read
    }

    /// The objects the set names, sorted.
    #[must_use]
    pub fn objects(&self) -> BTreeMap<&str, ObjectPermission> {
        (self.objects.keys())
            .chain(&self.inherits)
            .map(|name| (name.as_str(), self.of(name)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(json: &str) -> PermissionSet {
        serde_json::from_str(json).unwrap()
    }

    fn describe(name: &str) -> Describe {
        let json = format!(
            r#"{{"name": "{name}", "createable": true, "updateable": true, "fields": [
                {{"name": "Id"}},
                {{"name": "Key", "createable": true, "updateable": true, "permissionable": true}},
                {{"name": "Place", "permissionable": true}},
                {{"name": "City", "createable": true, "updateable": true, "permissionable": true,
                  "compoundFieldName": "Place"}}]}}"#
        );
        Describe::parse(json.as_bytes()).unwrap()
    }

    fn left(set: &PermissionSet, object: &str) -> Option<Vec<(String, bool, bool)>> {
        let mut describe = describe(object);
        set.restrict(&mut describe).then(|| {
            let fields = describe.fields.into_iter();
            fields
                .map(|it| (it.name, it.createable, it.updateable))
                .collect()
        })
    }

    fn field(name: &str, create: bool, update: bool) -> (String, bool, bool) {
        (name.to_owned(), create, update)
    }

    #[test]
    fn a_file_hides_the_fields_it_lists_as_hidden_and_no_others() {
        let set = set(r#"{"name": "S", "inherits": ["Other"],
            "objectPermissions": [{"object": "A", "allowRead": true, "allowEdit": true}],
            "fieldPermissions": [{"field": "a.key", "readable": true, "editable": false},
                {"field": "A.Place", "readable": false}]}"#);
        assert_eq!(
            left(&set, "A"),
            Some(vec![field("Id", false, false), field("Key", false, false)])
        );
        assert_eq!(left(&set, "B"), None);
        assert_eq!(left(&set, "Other").map(|it| it.len()), Some(4));
    }

    #[test]
    fn what_an_object_does_not_allow_its_fields_do_not() {
        let set = set(
            r#"{"name": "S", "objectPermissions": [{"object": "A", "allowRead": true, "allowEdit": true}]}"#,
        );
        assert_eq!(left(&set, "A").unwrap()[1], field("Key", false, true));
    }

    #[cfg(feature = "fetch")]
    #[test]
    fn an_org_hides_the_fields_it_does_not_list() {
        let known = ["A", "B"].map(str::to_owned).into();
        let mut set = PermissionSet::of_org("S".into(), known);
        let read = ObjectPermission {
            read: true,
            create: true,
            ..ObjectPermission::default()
        };
        set.allow("A", read);
        // No permission can be given on the id, so nobody takes it away.
        assert_eq!(left(&set, "A"), Some(vec![field("Id", false, false)]));
        let edit = FieldPermission {
            read: true,
            edit: true,
        };
        set.allow_field("A.Place", edit);
        assert_eq!(
            left(&set, "A").unwrap()[1..],
            [field("Place", false, false), field("City", true, false)]
        );
        assert_eq!(left(&set, "B"), None);
        assert_eq!(
            left(&set, "NoSetSaysAnythingOfIt").map(|it| it.len()),
            Some(4)
        );
        set.allow(
            "A",
            ObjectPermission {
                all_fields: true,
                ..read
            },
        );
        assert_eq!(left(&set, "A").unwrap()[1], field("Key", false, false));
    }
}
