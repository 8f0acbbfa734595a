//! Delete and undelete.

use std::collections::HashSet;

use rusqlite::params;
use rusqlite::types::Value as Sql;

use super::accept::normal_id;
use super::{Tx, refuse, text};
use crate::error::ApiError;
use crate::org::ApiErrors;
use crate::org::schema::{ChildLink, Field, Object, OnDelete};

/// Records that a message names at most.
const NAMED: usize = 5;

/// What a delete will do, found out before anything is done.
#[derive(Default)]
struct Plan<'a> {
    doomed: Vec<(&'a Object, String)>,
    ids: HashSet<String>,
    /// Children that lose their reference.
    cleared: Vec<(&'a Object, String, &'a Field, String)>,
    /// Children that forbid the delete, unless they are doomed themselves.
    forbidding: Vec<(&'a Object, String)>,
}

impl<'a> Tx<'a> {
    /// Puts a record into the recycle bin, with the records that cascade from it, and
    /// clears the references of those that do not. Without `object`, the Id tells it.
    ///
    /// # Errors
    ///
    /// `MALFORMED_ID`, `INVALID_CROSS_REFERENCE_KEY`, `ENTITY_IS_DELETED`; `DELETE_FAILED`
    /// when a record that restricts the delete refers to it;
    /// `INSUFFICIENT_ACCESS_OR_READONLY` when this user may not, `INVALID_TYPE_FOR_OPERATION`
    /// when nobody may.
    pub(crate) fn delete(&mut self, object: Option<&str>, id: &str) -> Result<(), ApiErrors> {
        let (object, id) = self.target(object, id)?;
        match self.state(object, &id)? {
            None => return Err(refuse::no_such_record().into()),
            Some(true) => return Err(refuse::is_deleted().into()),
            Some(false) => {}
        }
        let view = self.view_of(&object.name)?;
        if !view.deletable() {
            return Err(match object.describe.deletable {
                Some(false) => refuse::not_supported(object, "delete"),
                _ => refuse::no_delete_access(),
            }
            .into());
        }

        let mut plan = Plan::default();
        plan.ids.insert(id.clone());
        plan.doomed.push((object, id.clone()));
        let mut at = 0;
        while at < plan.doomed.len() {
            let (parent, parent_id) = plan.doomed[at].clone();
            at += 1;
            for link in &parent.children {
                self.plan_children(&mut plan, link, &parent_id)?;
            }
        }
        self.check_forbidding(object, &id, &plan)?;

        for (child, child_id, field, value) in &plan.cleared {
            if !plan.ids.contains(child_id) {
                self.clear(&id, child, child_id, field, value)?;
            }
        }
        for (doomed, doomed_id) in &plan.doomed {
            self.bury(&id, doomed, doomed_id)?;
        }
        Ok(())
    }

    /// Brings a record back from the recycle bin, with what was deleted because of it, and
    /// restores the references that were cleared, where nothing else has taken their place.
    ///
    /// # Errors
    ///
    /// `UNDELETE_FAILED` when it is not in the bin by itself, or when a record it cannot be
    /// without is deleted; `DUPLICATE_VALUE` when its unique value is taken by now.
    #[cfg_attr(
        not(test),
        expect(
            dead_code,
            reason = "REST has no undelete; who serves SOAP's will call it"
        )
    )]
    pub(crate) fn undelete(&mut self, object: Option<&str>, id: &str) -> Result<(), ApiErrors> {
        let (object, id) = self.target(object, id)?;
        let view = self.view_of(&object.name)?;
        if !view.undeletable() {
            return Err(match object.describe.undeletable {
                Some(false) => refuse::not_supported(object, "undelete"),
                _ => refuse::no_delete_access(),
            }
            .into());
        }
        let buried = self.buried(&id)?;
        if !buried.iter().any(|(_, other)| *other == id) {
            return Err(refuse::cannot_undelete("Entity is not in the recycle bin").into());
        }

        let ids: HashSet<&str> = buried.iter().map(|(_, id)| id.as_str()).collect();
        let mut orphaned = Vec::new();
        for (of, record) in &buried {
            for field in &of.fields {
                if field.describe.unique {
                    self.check_still_free(of, record, field)?;
                }
                if field.describe.reference_to.is_empty() {
                    continue;
                }
                if self.points_at_deleted(of, record, field, &ids)? {
                    if !field.describe.nillable {
                        let message = format!("{}: entity is deleted", field.label());
                        return Err(refuse::cannot_undelete(&message).into());
                    }
                    orphaned.push((*of, record.clone(), field));
                }
            }
        }

        for (of, record, field) in orphaned {
            self.set(of, &record, field, &Sql::Null)?;
        }
        for (of, record) in &buried {
            self.mark(of, record, false)?;
        }
        self.restore_cleared(&id)?;
        self.connection
            .prepare_cached("DELETE FROM _org_deleted WHERE root = ?1")
            .and_then(|mut statement| statement.execute([&id]))
            .map_err(ApiError::from)?;
        Ok(())
    }

    fn target(&self, object: Option<&str>, id: &str) -> Result<(&'a Object, String), ApiError> {
        let normal = normal_id(id).ok_or_else(|| refuse::malformed_id(id))?;
        let target = self
            .schema
            .of_id(&normal)
            .ok_or_else(refuse::no_such_record)?;
        if let Some(name) = object {
            let named = self.view_of(name)?.object();
            if named.index != target.index {
                return Err(refuse::id_of_other_object(named, id));
            }
        } else if self.who.view.object(&target.name).is_none() {
            return Err(refuse::no_such_record());
        }
        Ok((target, normal))
    }

    fn plan_children(
        &self,
        plan: &mut Plan<'a>,
        link: &ChildLink,
        parent: &str,
    ) -> Result<(), ApiError> {
        let Some((child, field)) = self
            .schema
            .object(&link.object)
            .and_then(|child| Some((child, child.field(&link.field)?)))
        else {
            return Ok(());
        };
        let value = Sql::Text(parent.to_owned());
        for id in self.ids_with(child, field, &value)? {
            match link.on_delete {
                OnDelete::Cascade => {
                    if plan.ids.insert(id.clone()) {
                        plan.doomed.push((child, id));
                    }
                }
                OnDelete::Restrict => plan.forbidding.push((child, id)),
                OnDelete::Clear => plan.cleared.push((child, id, field, parent.to_owned())),
            }
        }
        Ok(())
    }

    fn check_forbidding(&self, object: &Object, id: &str, plan: &Plan<'a>) -> Result<(), ApiError> {
        let mut left = plan
            .forbidding
            .iter()
            .filter(|(_, child)| !plan.ids.contains(child));
        let Some((child, first)) = left.next() else {
            return Ok(());
        };
        let mut names = vec![self.display_name(child, first)?];
        for (_, other) in left
            .filter(|(of, _)| of.index == child.index)
            .take(NAMED - 1)
        {
            names.push(self.display_name(child, other)?);
        }
        let name = self.display_name(object, id)?;
        Err(refuse::delete_restricted(&name, child, &names))
    }

    fn display_name(&self, object: &Object, id: &str) -> Result<String, ApiError> {
        let name = match object.name_field() {
            Some(field) => text(&self.stored(object, id, field)?).map(str::to_owned),
            None => None,
        };
        Ok(name.unwrap_or_else(|| id.to_owned()))
    }

    /// Clears a reference and remembers it under the record whose delete caused it.
    fn clear(
        &self,
        root: &str,
        object: &Object,
        id: &str,
        field: &Field,
        value: &str,
    ) -> Result<(), ApiError> {
        self.connection
            .prepare_cached("INSERT INTO _org_cleared VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute(params![root, object.name, id, field.name(), value])?;
        self.set(object, id, field, &Sql::Null)
    }

    fn set(&self, object: &Object, id: &str, field: &Field, value: &Sql) -> Result<(), ApiError> {
        let (table, column) = (&object.table, &field.column);
        let sql = format!("UPDATE {table} SET {column} = ?1, SystemModstamp = ?2 WHERE Id = ?3");
        self.connection
            .prepare_cached(&sql)?
            .execute(params![value, self.now, id])?;
        Ok(())
    }

    fn bury(&self, root: &str, object: &Object, id: &str) -> Result<(), ApiError> {
        self.mark(object, id, true)?;
        self.connection
            .prepare_cached("INSERT OR REPLACE INTO _org_deleted VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![id, object.name, self.now, root])?;
        Ok(())
    }

    fn mark(&self, object: &Object, id: &str, deleted: bool) -> Result<(), ApiError> {
        let table = &object.table;
        let mut sql = format!("UPDATE {table} SET IsDeleted = ?1, SystemModstamp = ?2");
        if object.field("LastModifiedDate").is_some() {
            sql.push_str(", LastModifiedDate = ?2");
        }
        sql.push_str(" WHERE Id = ?3");
        self.connection
            .prepare_cached(&sql)?
            .execute(params![deleted, self.now, id])?;
        Ok(())
    }

    /// What went into the bin with this record, itself included.
    fn buried(&self, root: &str) -> Result<Vec<(&'a Object, String)>, ApiError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT object, id FROM _org_deleted WHERE root = ?1")?;
        let rows = statement.query_map([root], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
        })?;
        let mut buried = Vec::new();
        for row in rows {
            let (object, id) = row?;
            // An object whose schema is gone stays in the bin.
            if let Some(object) = self.schema.object(&object) {
                buried.push((object, id));
            }
        }
        Ok(buried)
    }

    fn check_still_free(&self, object: &Object, id: &str, field: &Field) -> Result<(), ApiError> {
        let value = self.stored(object, id, field)?;
        if value == Sql::Null {
            return Ok(());
        }
        match self.ids_with(object, field, &value)?.first() {
            Some(other) => Err(refuse::duplicate(field, other)),
            None => Ok(()),
        }
    }

    /// Whether a reference leads to a deleted record that does not come back, too.
    fn points_at_deleted(
        &self,
        object: &Object,
        id: &str,
        field: &Field,
        returning: &HashSet<&str>,
    ) -> Result<bool, ApiError> {
        let value = self.stored(object, id, field)?;
        let Some(target) = text(&value).filter(|target| !returning.contains(target)) else {
            return Ok(false);
        };
        match self.schema.of_id(target) {
            Some(parent) => Ok(self.state(parent, target)? == Some(true)),
            None => Ok(false),
        }
    }

    fn restore_cleared(&self, root: &str) -> Result<(), ApiError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT object, id, field, value FROM _org_cleared WHERE root = ?1")?;
        let rows = statement.query_map([root], |row| {
            let text = |at| row.get::<_, String>(at);
            Ok((text(0)?, text(1)?, text(2)?, text(3)?))
        })?;
        let rows: Vec<_> = rows.collect::<rusqlite::Result<_>>()?;
        for (object, id, field, value) in rows {
            let Some((object, field)) = self
                .schema
                .object(&object)
                .and_then(|object| Some((object, object.field(&field)?)))
            else {
                continue;
            };
            if self.state(object, &id)?.is_some() && self.stored(object, &id, field)? == Sql::Null {
                self.set(object, &id, field, &Sql::Text(value))?;
            }
        }
        self.connection
            .prepare_cached("DELETE FROM _org_cleared WHERE root = ?1")?
            .execute([root])?;
        Ok(())
    }
}
