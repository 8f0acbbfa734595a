//! The schema as one user sees it.

use std::sync::{Arc, OnceLock};

use ats_schema::describe::{FieldPermission, PermissionSet};
use ats_schema::schema;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::builtin_objects;
use super::schema::{Field, Object, Schema};
use crate::version::ApiVersion;

/// The schema as one user sees it: the describes, less what a permission set does not
/// grant.
///
/// The built-in objects are visible to everybody, as User and Organization are in an org,
/// those of the setup to users without a permission set, who are its administrators.
/// With a permission set, an object of the schemas that the set neither lists nor inherits
/// is not there at all; one it lists has the flags that both the describe and the set
/// allow. A field the set lists as not readable is not there, one not editable cannot be
/// written; a field it does not list stays as the describe has it, because the sets of the
/// guide list objects only.
#[derive(Debug)]
pub(crate) struct VisibleSchema {
    schema: Arc<Schema>,
    /// By the object's place in the schema.
    access: Vec<Option<ObjectAccess>>,
    /// What the SOQL checker needs of each object, by the object's place in the schema.
    pub(super) queried: Vec<OnceLock<schema::Object>>,
}

/// What a user may do with the records of an object, by the names that describes give it.
#[derive(Debug, Serialize)]
pub(crate) struct ObjectAccess {
    pub(crate) createable: bool,
    pub(crate) updateable: bool,
    pub(crate) deletable: bool,
    pub(crate) undeletable: bool,
    pub(crate) queryable: bool,
    pub(crate) retrieveable: bool,
    /// By the field's place in the object.
    #[serde(skip)]
    fields: Vec<FieldAccess>,
}

/// A user's access to a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FieldAccess {
    /// True if it exists for this user.
    pub(crate) visible: bool,
    /// True if this user may set it in a create.
    pub(crate) createable: bool,
    /// True if this user may set it in an update.
    pub(crate) updateable: bool,
}

/// A user who does something: what they may see and do follows from their view.
#[derive(Clone, Debug)]
pub(crate) struct Actor {
    /// The 18-character Id of a User.
    pub(crate) user_id: String,
    /// The schema as this user sees it.
    pub(crate) view: Arc<VisibleSchema>,
}

/// One object as a user sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct VisibleObject<'a> {
    object: &'a Object,
    pub(crate) access: &'a ObjectAccess,
}

impl VisibleSchema {
    pub(super) fn new(schema: Arc<Schema>, set: Option<&PermissionSet>) -> Self {
        let access = schema
            .objects()
            .iter()
            .map(|object| ObjectAccess::new(object, set))
            .collect();
        let queried = schema.objects().iter().map(|_| OnceLock::new()).collect();
        Self {
            schema,
            access,
            queried,
        }
    }

    /// The object of this API name, in any letter case, if this user sees it.
    pub(crate) fn object(&self, name: &str) -> Option<VisibleObject<'_>> {
        let index = self.schema.index(name)?;
        self.at(index)
    }

    /// All objects this user sees, those of the schemas first.
    pub(crate) fn objects(&self) -> impl Iterator<Item = VisibleObject<'_>> {
        (0..self.access.len()).filter_map(|index| self.at(index))
    }

    /// Returns true if a describe's field refers to objects that this user does not see, and to no
    /// others.
    fn hides_all_targets(&self, field: &Value) -> bool {
        let targets = field.get("referenceTo").and_then(Value::as_array);
        targets.is_some_and(|targets| {
            let mut names = targets.iter().filter_map(Value::as_str);
            let is_hidden =
                |name: &str| self.schema.object(name).is_some() && self.object(name).is_none();
            !targets.is_empty() && names.all(is_hidden)
        })
    }

    fn at(&self, index: usize) -> Option<VisibleObject<'_>> {
        Some(VisibleObject {
            object: &self.schema.objects()[index],
            access: self.access[index].as_ref()?,
        })
    }

    /// The answer of `/sobjects` for this user.
    pub(crate) fn describe_global(&self, version: ApiVersion) -> Value {
        let mut objects: Vec<VisibleObject<'_>> = self.objects().collect();
        objects.sort_by_key(|view| &view.object.name);
        let objects: Vec<Value> = objects.iter().map(|view| view.summary(version)).collect();
        json!({ "encoding": "UTF-8", "maxBatchSize": 200, "sobjects": objects })
    }

    /// The answer of `/sobjects/<name>/describe` for this user; `None` when this user does
    /// not see the object.
    pub(crate) fn describe(&self, name: &str, version: ApiVersion) -> Option<Value> {
        let view = self.object(name)?;
        let mut raw = view.object.raw.clone();
        let describe = raw.as_object_mut()?;
        view.write_flags(describe, version);
        if let Some(Value::Array(fields)) = describe.get_mut("fields") {
            fields.retain_mut(|field| view.write_field(field));
            for field in fields {
                if self.hides_all_targets(field) {
                    field["relationshipName"] = Value::Null;
                }
            }
        }
        if let Some(Value::Array(children)) = describe.get_mut("childRelationships") {
            children.retain(|child| {
                let name = child.get("childSObject").and_then(Value::as_str);
                let field = child.get("field").and_then(Value::as_str);
                // What the org does not know, nobody can hide.
                name.is_none_or(|name| match self.object(name) {
                    Some(child) => field.is_none_or(|field| child.sees(field)),
                    None => self.schema.object(name).is_none(),
                })
            });
        }
        if let Some(Value::Array(types)) = describe.get_mut("recordTypeInfos") {
            for info in types {
                if let Some(Value::Object(urls)) = info.get_mut("urls") {
                    set_version(urls, version);
                }
            }
        }
        Some(raw)
    }
}

/// The keys of an object in the answer of `/sobjects`; a subset of those of its describe.
const SUMMARY: [&str; 27] = [
    "activateable",
    "associateEntityType",
    "associateParentEntity",
    "createable",
    "custom",
    "customSetting",
    "deepCloneable",
    "deletable",
    "deprecatedAndHidden",
    "feedEnabled",
    "hasSubtypes",
    "isInterface",
    "isSubtype",
    "keyPrefix",
    "label",
    "labelPlural",
    "layoutable",
    "mergeable",
    "mruEnabled",
    "name",
    "queryable",
    "replicateable",
    "retrieveable",
    "searchable",
    "triggerable",
    "undeletable",
    "updateable",
];

impl<'a> VisibleObject<'a> {
    /// The object itself.
    pub(crate) fn object(&self) -> &'a Object {
        self.object
    }

    /// The field of this API name, in any letter case, if this user sees it.
    pub(crate) fn field(&self, name: &str) -> Option<&'a Field> {
        let index = self.object.field_index(name)?;
        self.access.fields[index]
            .visible
            .then(|| &self.object.fields[index])
    }

    /// All fields this user sees, in the order of the describe.
    pub(crate) fn fields(&self) -> impl Iterator<Item = &'a Field> + use<'a> {
        let fields = self.object.fields.iter().zip(&self.access.fields);
        fields
            .filter(|(_, access)| access.visible)
            .map(|(field, _)| field)
    }

    /// This user's access to the field at this position of
    /// [`Object::fields`](Object::fields).
    pub(crate) fn field_access(&self, index: usize) -> FieldAccess {
        self.access.fields[index]
    }

    /// The reference whose relationship has this name, if this user sees it.
    pub(crate) fn relationship(&self, name: &str) -> Option<&'a Field> {
        let index = self.object.relationship_index(name)?;
        self.access.fields[index]
            .visible
            .then(|| &self.object.fields[index])
    }

    fn sees(&self, field: &str) -> bool {
        // A child relationship may name a field that only a full org has.
        self.object.field_index(field).is_none() || self.field(field).is_some()
    }

    /// The object's element in the response of `/sobjects`.
    pub(crate) fn summary(&self, version: ApiVersion) -> Value {
        let mut summary = Map::new();
        let raw = &self.object.raw;
        for key in SUMMARY {
            let value = raw.get(key).cloned().unwrap_or(Value::Bool(false));
            summary.insert(key.to_owned(), value);
        }
        let base = format!("/services/data/{version}/sobjects/{}", self.object.name);
        let urls = json!({
            "rowTemplate": format!("{base}/{{ID}}"),
            "describe": format!("{base}/describe"),
            "sobject": base,
        });
        summary.insert("urls".to_owned(), urls);
        self.write_flags(&mut summary, version);
        Value::Object(summary)
    }

    fn write_flags(&self, describe: &mut Map<String, Value>, version: ApiVersion) {
        if let Ok(Value::Object(flags)) = serde_json::to_value(self.access) {
            describe.extend(flags);
        }
        describe.insert("keyPrefix".to_owned(), json!(self.object.prefix));
        if let Some(Value::Object(urls)) = describe.get_mut("urls") {
            set_version(urls, version);
        }
    }

    /// Writes the flags of a field into its describe; returns true if the user sees the field.
    fn write_field(&self, field: &mut Value) -> bool {
        let Some(index) = field
            .get("name")
            .and_then(Value::as_str)
            .and_then(|name| self.object.field_index(name))
        else {
            return true;
        };
        let access = self.access.fields[index];
        field["createable"] = Value::Bool(access.createable);
        field["updateable"] = Value::Bool(access.updateable);
        access.visible
    }
}

impl ObjectAccess {
    /// `None` when the object is hidden.
    fn new(object: &Object, set: Option<&PermissionSet>) -> Option<Self> {
        let describe = &object.describe;
        let mut access = Self {
            createable: describe.is_createable(),
            updateable: describe.is_updateable(),
            deletable: describe.is_deletable(),
            undeletable: describe.is_undeletable(),
            queryable: describe.is_queryable(),
            retrieveable: describe.is_retrieveable(),
            fields: Vec::new(),
        };
        if let Some(set) = set {
            let is_listed = set.listed(&object.name).is_some();
            if object.is_builtin && !is_listed && builtin_objects::is_setup(&object.name) {
                return None;
            }
            if is_listed || !object.is_builtin {
                let allowed = set.on_object(&object.name);
                if !allowed.read {
                    return None;
                }
                access.createable &= allowed.create;
                access.updateable &= allowed.edit;
                access.deletable &= allowed.delete;
                // To undelete takes the permission to delete.
                access.undeletable &= allowed.delete;
            }
        }
        let fields = object.fields.iter().map(|field| {
            let allowed = set.map_or(FieldPermission::ALL, |set| {
                set.on_field(&object.name, &field.describe)
            });
            FieldAccess {
                visible: allowed.read,
                createable: field.describe.is_createable() && allowed.edit && access.createable,
                updateable: field.describe.is_updateable() && allowed.edit && access.updateable,
            }
        });
        access.fields = fields.collect();
        Some(access)
    }
}

/// Makes the paths of `urls` those of the version asked for.
fn set_version(urls: &mut Map<String, Value>, version: ApiVersion) {
    const START: &str = "/services/data/";
    for url in urls.values_mut() {
        if let Value::String(text) = url
            && let Some(rest) = text
                .strip_prefix(START)
                .filter(|rest| rest.starts_with('v'))
            && let Some(slash) = rest.find('/')
        {
            *text = format!("{START}{version}{}", &rest[slash..]);
        }
    }
}
