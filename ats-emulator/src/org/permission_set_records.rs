//! The permission sets as records: PermissionSet, ObjectPermissions, FieldPermissions.
//!
//! They say what the views of their users show, so that who reads them and who signs in as such
//! a user see the same. A set that lists no field of an object lets its users do with it what
//! the describe says (see [`VisibleSchema`]); the records of a real org always list the fields, so here
//! they do, too.

use std::sync::Arc;

use ats_schema::describe::PermissionSet;
use rusqlite::types::Value as Sql;

use super::record_id::record_id;
use super::schema::Schema;
use super::transaction::Transaction;
use super::visible_schema::{VisibleObject, VisibleSchema};
use crate::error::ApiError;

const SETS: &str = "PermissionSet";
const OBJECTS: &str = "ObjectPermissions";
const FIELDS: &str = "FieldPermissions";

/// Writes the permission sets of the schemas. Those of a file are written anew each time it is
/// opened: the folder that they come from may say something else by now.
pub(super) fn write<'s>(
    tx: &mut Transaction<'_>,
    schema: &Arc<Schema>,
    sets: impl Iterator<Item = &'s PermissionSet>,
) -> Result<(), ApiError> {
    for object in [SETS, OBJECTS, FIELDS] {
        let object = tx.object(object)?;
        // Schemas that bring the object bring its rules, and their users its records.
        if !object.is_builtin {
            return Ok(());
        }
    }
    for object in [SETS, OBJECTS, FIELDS] {
        let table = &tx.object(object)?.table;
        tx.connection()
            .execute(&format!("DELETE FROM {table}"), [])?;
    }
    let mut rows = Rows::default();
    for set in sets {
        let view = VisibleSchema::new(Arc::clone(schema), Some(set));
        rows.write(tx, schema, set, &view)?;
    }
    Ok(())
}

/// The number of records of each object.
#[derive(Default)]
struct Rows {
    sets: i64,
    objects: i64,
    fields: i64,
}

impl Rows {
    fn write(
        &mut self,
        tx: &mut Transaction<'_>,
        schema: &Schema,
        set: &PermissionSet,
        view: &VisibleSchema,
    ) -> Result<(), ApiError> {
        let values = [
            ("Name", text(&set.name)),
            ("Label", text(&set.label)),
            ("IsCustom", flag(true)),
        ];
        let parent = add(tx, SETS, &mut self.sets, &values)?;
        for (object, permission) in set.listed_objects() {
            let Some(object) = schema.object(object) else {
                continue;
            };
            // A record that allows nothing does not exist in an org.
            let Some(view) = view.object(&object.name) else {
                continue;
            };
            let values = [
                ("ParentId", text(&parent)),
                ("SobjectType", text(&object.name)),
                ("PermissionsRead", flag(permission.read)),
                ("PermissionsCreate", flag(permission.create)),
                ("PermissionsEdit", flag(permission.edit)),
                ("PermissionsDelete", flag(permission.delete)),
                (
                    "PermissionsViewAllRecords",
                    flag(permission.view_all_records),
                ),
                (
                    "PermissionsModifyAllRecords",
                    flag(permission.modify_all_records),
                ),
            ];
            add(tx, OBJECTS, &mut self.objects, &values)?;
            self.write_fields(tx, &parent, set, view)?;
        }
        Ok(())
    }

    fn write_fields(
        &mut self,
        tx: &mut Transaction<'_>,
        parent: &str,
        set: &PermissionSet,
        view: VisibleObject<'_>,
    ) -> Result<(), ApiError> {
        let object = view.object();
        let is_permissionable = |name: &str| {
            let field = object.field_index(name).map(|at| &object.fields[at]);
            field.is_some_and(|it| it.describe.permissionable)
        };
        for (at, field) in object.fields.iter().enumerate() {
            // Permissions are given on an address as a whole.
            let whole = field.describe.compound_field_name.as_deref();
            if !field.describe.permissionable
                || !view.field_access(at).visible
                || whole.is_some_and(is_permissionable)
            {
                continue;
            }
            let name = format!("{}.{}", object.name, field.name());
            // Of what nobody may write, auto-numbers and formulas, no set allows it.
            let writable = std::iter::once(&at)
                .chain(&field.parts)
                .map(|&at| &object.fields[at].describe)
                .any(|it| it.is_createable() || it.is_updateable());
            let editable = writable && set.on_field(&object.name, &field.describe).edit;
            let values = [
                ("ParentId", text(parent)),
                ("SobjectType", text(&object.name)),
                ("Field", text(&name)),
                ("PermissionsRead", flag(true)),
                ("PermissionsEdit", flag(editable)),
            ];
            add(tx, FIELDS, &mut self.fields, &values)?;
        }
        Ok(())
    }
}

fn add(
    tx: &mut Transaction<'_>,
    object: &str,
    count: &mut i64,
    values: &[(&str, Sql)],
) -> Result<String, ApiError> {
    *count += 1;
    let object = tx.object(object)?;
    let id = record_id(&object.prefix, *count);
    tx.create_raw(object, Some(&id), values)
}

fn text(text: &str) -> Sql {
    Sql::Text(text.to_owned())
}

fn flag(flag: bool) -> Sql {
    Sql::Integer(i64::from(flag))
}

#[cfg(test)]
mod tests {
    use crate::org::testing::{open, real_org, real_schemas};
    use crate::org::{Org, OrgOptions};

    fn rows(org: &Org, sql: &str) -> Vec<String> {
        org.read(|connection| {
            let mut statement = connection.prepare(sql)?;
            let rows = statement.query_map([], |row| row.get(0))?;
            let rows: rusqlite::Result<Vec<String>> = rows.collect();
            Ok::<_, crate::error::ApiError>(rows?)
        })
        .unwrap()
    }

    #[test]
    fn the_sets_of_the_schemas_are_records() {
        let (org, _) = real_org();
        let sql = "SELECT SobjectType || ' ' || PermissionsCreate || PermissionsEdit \
                   FROM ObjectPermissions o JOIN PermissionSet s ON s.Id = o.ParentId \
                   WHERE s.Label = 'Asymbl ATS Job Portal'";
        assert_eq!(
            rows(&org, sql),
            ["bpats__Job_Board_Application__c 10", "bpats__Job__c 00"]
        );
        let view = org.view(Some("Asymbl_ATS_User")).unwrap();
        for object in ["PermissionSet", "ObjectPermissions", "FieldPermissions"] {
            assert!(view.object(object).is_none(), "{object} is the setup's");
        }
    }

    #[test]
    fn fields_are_told_as_their_users_see_them() {
        let mut schemas = real_schemas();
        let set = r#"{"name": "Set", "objectPermissions": [{"object": "Account", "allowRead": true}],
            "fieldPermissions": [{"field": "Account.Website", "readable": false},
                {"field": "Account.Industry", "readable": true, "editable": false}]}"#;
        schemas
            .add_permission_set(set.as_bytes(), "Set", "Set.json")
            .unwrap();
        let (org, _) = open(OrgOptions::new(schemas));
        let sql = "SELECT Field || ' ' || PermissionsEdit FROM FieldPermissions f \
                   JOIN PermissionSet s ON s.Id = f.ParentId WHERE s.Name = 'Set'";
        let told = rows(&org, sql);
        let is_told = |field: &str| told.iter().any(|it| it == field);
        assert!(
            is_told("Account.Industry 0") && is_told("Account.Phone 1"),
            "{told:?}"
        );
        // Hidden; not to be hidden, since no permission can be given on it; to be read only.
        for field in ["Account.Website 0", "Account.Id 0", "Account.Name 1"] {
            assert!(!is_told(field), "{field}");
        }
        assert!(is_told("Account.BillingAddress 1"), "{told:?}");
        assert!(!is_told("Account.BillingCity 1"), "as a whole");
    }
}
