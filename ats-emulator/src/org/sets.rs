//! The permission sets as records: PermissionSet, ObjectPermissions, FieldPermissions.
//!
//! They say what the views of their users show, so that who reads them and who signs in as such
//! a user see the same. A set that lists no field of an object lets its users do with it what
//! the describe says (see [`View`]); the records of a real org always list the fields, so here
//! they do, too.

use std::sync::Arc;

use rusqlite::types::Value as Sql;

use super::load::PermissionSet;
use super::tx::record_id;
use super::{Org, Schema, Tx, View};
use crate::error::ApiError;

const SETS: &str = "PermissionSet";
const OBJECTS: &str = "ObjectPermissions";
const FIELDS: &str = "FieldPermissions";

impl Org {
    /// Writes the sets of the schemas. Those of a file are written anew each time it is
    /// opened: the folder that they come from may say something else by now.
    pub(super) fn seed_permission_sets(&self, tx: &mut Tx<'_>) -> Result<(), ApiError> {
        for object in [SETS, OBJECTS, FIELDS] {
            let object = tx.object(object)?;
            // Schemas that bring the object bring its rules, and their users its records.
            if !object.builtin {
                return Ok(());
            }
        }
        for object in [SETS, OBJECTS, FIELDS] {
            let table = &tx.object(object)?.table;
            tx.connection()
                .execute(&format!("DELETE FROM {table}"), [])?;
        }
        let mut rows = Rows::default();
        for set in self.0.schemas.permission_sets() {
            let view = View::new(Arc::clone(&self.0.schema), Some(set));
            rows.write(tx, self.schema(), set, &view)?;
        }
        Ok(())
    }
}

/// How many records of each object there are.
#[derive(Default)]
struct Rows {
    sets: i64,
    objects: i64,
    fields: i64,
}

impl Rows {
    fn write(
        &mut self,
        tx: &mut Tx<'_>,
        schema: &Schema,
        set: &PermissionSet,
        view: &View,
    ) -> Result<(), ApiError> {
        let values = [
            ("Name", text(&set.name)),
            ("Label", text(&set.label)),
            ("IsCustom", flag(true)),
        ];
        let parent = add(tx, SETS, &mut self.sets, &values)?;
        for permission in &set.object_permissions {
            let Some(object) = schema.object(&permission.object) else {
                continue;
            };
            // A record that allows nothing does not exist in an org.
            let Some(view) = view.object(&object.name) else {
                continue;
            };
            let values = [
                ("ParentId", text(&parent)),
                ("SobjectType", text(&object.name)),
                ("PermissionsRead", flag(permission.allow_read)),
                ("PermissionsCreate", flag(permission.allow_create)),
                ("PermissionsEdit", flag(permission.allow_edit)),
                ("PermissionsDelete", flag(permission.allow_delete)),
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
            for (at, field) in object.fields.iter().enumerate() {
                let describe = &field.describe;
                if !describe.permissionable || !view.field_access(at).visible {
                    continue;
                }
                let listed = (set.field_permissions.iter()).find(|it| {
                    it.field
                        .eq_ignore_ascii_case(&format!("{}.{}", object.name, field.name()))
                });
                // Of what nobody may write, auto-numbers and formulas, no set allows it.
                let writable = describe.createable || describe.updateable;
                let values = [
                    ("ParentId", text(&parent)),
                    ("SobjectType", text(&object.name)),
                    ("Field", text(&format!("{}.{}", object.name, field.name()))),
                    ("PermissionsRead", flag(true)),
                    (
                        "PermissionsEdit",
                        flag(writable && listed.is_none_or(|it| it.editable)),
                    ),
                ];
                add(tx, FIELDS, &mut self.fields, &values)?;
            }
        }
        Ok(())
    }
}

fn add(
    tx: &mut Tx<'_>,
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
