//! What a permission set lets its users do with each object and field.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::{Describe, Field};

/// A permission set: a file such as `schemas/permission-sets/*.json`, or the records of an org.
///
/// A file has the keys of Salesforce's own permission set metadata. On an object that it does not
/// list its users may do nothing, unless it stands under `inherits`. A field that it does not list
/// stays as the describe has it. In a set of an org, a field that is not listed is hidden if the
/// describe says that a permission can be given on it.
///
/// Names of objects and fields count without regard to case.
///
/// Source: Object Reference, *ObjectPermissions* and *FieldPermissions*.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PermissionSet {
    /// The API name; empty in a file without one.
    pub name: String,
    /// The label; empty in a file without one.
    pub label: String,
    /// Objects on which the set says nothing, because their access comes from elsewhere.
    inherits: BTreeSet<String>,
    objects: BTreeMap<String, ObjectPermission>,
    /// By `object.field` in lower case.
    fields: BTreeMap<String, FieldPermission>,
    /// In a set of an org, the objects on which permission sets can say anything.
    permissionable: Option<BTreeSet<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct File {
    #[serde(default)]
    name: String,
    #[serde(default)]
    label: String,
    #[serde(default)]
    inherits: BTreeSet<String>,
    #[serde(default)]
    object_permissions: Vec<ObjectEntry>,
    #[serde(default)]
    field_permissions: Vec<FieldEntry>,
}

#[derive(Deserialize)]
struct ObjectEntry {
    object: String,
    #[serde(flatten)]
    allowed: ObjectPermission,
}

#[derive(Deserialize)]
struct FieldEntry {
    /// `Object.Field`.
    field: String,
    #[serde(flatten)]
    allowed: FieldPermission,
}

/// The operations that a set allows on one object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "they are what a permission set says, one by one"
)]
pub struct ObjectPermission {
    /// Reading; without it the object is hidden.
    #[serde(rename = "allowRead")]
    pub read: bool,
    /// Creating.
    #[serde(rename = "allowCreate")]
    pub create: bool,
    /// Updating.
    #[serde(rename = "allowEdit")]
    pub edit: bool,
    /// Deleting, and bringing back.
    #[serde(rename = "allowDelete")]
    pub delete: bool,
    /// Reading every record, whatever the sharing rules say.
    pub view_all_records: bool,
    /// Changing every record, whatever the sharing rules say.
    pub modify_all_records: bool,
    /// Reading every field, whatever the set says of each.
    pub view_all_fields: bool,
}

impl ObjectPermission {
    /// Every operation.
    pub const ALL: Self = Self {
        read: true,
        create: true,
        edit: true,
        delete: true,
        view_all_records: true,
        modify_all_records: true,
        view_all_fields: true,
    };
}

/// The operations that a set allows on one field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct FieldPermission {
    /// Reading; without it the field is hidden.
    #[serde(rename = "readable")]
    pub read: bool,
    /// Setting it, in a create or an update.
    #[serde(rename = "editable")]
    pub edit: bool,
}

impl FieldPermission {
    /// Both operations.
    pub const ALL: Self = Self {
        read: true,
        edit: true,
    };
}

impl PermissionSet {
    /// Parses a file.
    ///
    /// # Errors
    ///
    /// When it is not JSON of that form.
    pub fn parse(json: &[u8]) -> Result<Self, serde_json::Error> {
        let file: File = serde_json::from_slice(json)?;
        let mut set = Self {
            name: file.name,
            label: file.label,
            inherits: file.inherits,
            ..Self::default()
        };
        for entry in file.object_permissions {
            set.allow(&entry.object, entry.allowed);
        }
        for entry in file.field_permissions {
            set.allow_field(&entry.field, entry.allowed);
        }
        Ok(set)
    }

    /// A set of an org that allows nothing yet. `permissionable` are the objects on which the
    /// org's sets can say anything.
    #[must_use]
    pub fn of_org(name: String, permissionable: BTreeSet<String>) -> Self {
        Self {
            name,
            permissionable: Some(permissionable),
            ..Self::default()
        }
    }

    /// Adds operations that are allowed on an object; several entries of one add up.
    pub fn allow(&mut self, object: &str, allowed: ObjectPermission) {
        let all = self.objects.entry(object.to_owned()).or_default();
        all.read |= allowed.read;
        all.create |= allowed.create;
        all.edit |= allowed.edit;
        all.delete |= allowed.delete;
        all.view_all_records |= allowed.view_all_records;
        all.modify_all_records |= allowed.modify_all_records;
        all.view_all_fields |= allowed.view_all_fields;
    }

    /// Adds operations that are allowed on a field, `Object.Field`.
    pub fn allow_field(&mut self, field: &str, allowed: FieldPermission) {
        let all = self.fields.entry(field.to_ascii_lowercase()).or_default();
        all.read |= allowed.read;
        all.edit |= allowed.edit;
    }

    /// Returns the entry of an object, or `None` if the set does not list it.
    #[must_use]
    pub fn listed(&self, object: &str) -> Option<ObjectPermission> {
        let exact = self.objects.get(object);
        let same = || {
            let mut entries = self.objects.iter();
            entries.find(|(name, _)| name.eq_ignore_ascii_case(object))
        };
        exact.or_else(|| Some(same()?.1)).copied()
    }

    /// The listed objects, by API name.
    #[must_use]
    pub const fn listed_objects(&self) -> &BTreeMap<String, ObjectPermission> {
        &self.objects
    }

    /// The objects that the set names and whose records its users may read.
    pub fn readable_objects(&self) -> impl Iterator<Item = &str> {
        let listed = self.objects.iter().filter(|(_, allowed)| allowed.read);
        let names: BTreeSet<&str> = (listed.map(|(name, _)| name))
            .chain(&self.inherits)
            .map(String::as_str)
            .collect();
        names.into_iter()
    }

    /// Returns the operations allowed on `object`: none when the set does not list it.
    #[must_use]
    pub fn on_object(&self, object: &str) -> ObjectPermission {
        if self.inherits(object) {
            return ObjectPermission::ALL;
        }
        self.listed(object).unwrap_or_default()
    }

    /// Returns true if the users cannot read an object that a field refers to, so that queries cannot
    /// follow the relationship.
    ///
    /// A file does not list the standard objects that every user sees, such as User. So a standard
    /// object that it does not list counts as visible here.
    #[must_use]
    pub fn hides_target(&self, object: &str) -> bool {
        let is_stated =
            self.permissionable.is_some() || object.contains("__") || self.listed(object).is_some();
        is_stated && !self.on_object(object).read
    }

    /// Returns true if the access to an object comes from elsewhere.
    fn inherits(&self, object: &str) -> bool {
        let contains = |names: &BTreeSet<String>| {
            names.contains(object) || names.iter().any(|it| it.eq_ignore_ascii_case(object))
        };
        match &self.permissionable {
            Some(objects) => !contains(objects) && self.listed(object).is_none(),
            None => contains(&self.inherits),
        }
    }

    /// Returns the operations allowed on a field of an object that the users may read.
    ///
    /// A part of a compound field, such as the city of an address, has the permissions of the
    /// whole, unless it is listed itself.
    #[must_use]
    pub fn on_field(&self, object: &str, field: &Field) -> FieldPermission {
        self.on_field_of(object, self.on_object(object), field)
    }

    fn on_field_of(
        &self,
        object: &str,
        on_object: ObjectPermission,
        field: &Field,
    ) -> FieldPermission {
        let listed = |name: &str| {
            let key = format!("{object}.{name}").to_ascii_lowercase();
            self.fields.get(&key).copied()
        };
        let listed =
            listed(&field.name).or_else(|| field.compound_field_name.as_deref().and_then(listed));
        let is_hidden_unless_listed =
            self.permissionable.is_some() && field.permissionable && !self.inherits(object);
        let mut allowed = listed.unwrap_or(match is_hidden_unless_listed {
            true => FieldPermission::default(),
            false => FieldPermission::ALL,
        });
        allowed.read |= on_object.view_all_fields;
        allowed.edit &= allowed.read;
        allowed
    }

    /// Removes from a describe what the set forbids. Returns true if the users may read the
    /// object at all.
    pub fn restrict(&self, describe: &mut Describe) -> bool {
        let allowed = self.on_object(&describe.name);
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
            let on_field = self.on_field_of(&object, allowed, field);
            field.createable = Some(field.is_createable() && on_field.edit && allowed.create);
            field.updateable = Some(field.is_updateable() && on_field.edit && allowed.edit);
            on_field.read
        });
        describe.name = object;
        allowed.read
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(json: &str) -> PermissionSet {
        PermissionSet::parse(json.as_bytes()).unwrap()
    }

    fn describe(name: &str) -> Describe {
        let json = format!(
            r#"{{"name": "{name}", "createable": true, "updateable": true, "fields": [
                {{"name": "Id"}},
                {{"name": "Key", "createable": true, "updateable": true, "permissionable": true}},
                {{"name": "Place", "createable": false, "updateable": false, "permissionable": true}},
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
                .map(|it| {
                    let (create, update) = (it.is_createable(), it.is_updateable());
                    (it.name, create, update)
                })
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
                view_all_fields: true,
                ..read
            },
        );
        assert_eq!(left(&set, "A").unwrap()[1], field("Key", false, false));
    }
}
