//! Delete.

use std::collections::HashSet;

use rusqlite::params;
use rusqlite::types::Value as Sql;

use super::errors;
use super::lookup::RecordState;
use super::state::{Transaction, text};
use crate::error::{ApiError, ApiErrors};
use crate::org::record_id::full_id;
use crate::org::schema::{ChildLink, Field, Object, OnDelete};

/// The most records that a message names.
const NAMED: usize = 5;

/// The effects of a delete, computed before anything is written.
#[derive(Default)]
struct Plan<'a> {
    doomed: Vec<(&'a Object, String)>,
    ids: HashSet<String>,
    /// Children that lose their reference.
    cleared: Vec<(&'a Object, String, &'a Field)>,
    /// Children that prevent the delete, unless they are deleted themselves.
    forbidding: Vec<(&'a Object, String)>,
}

impl<'a> Transaction<'a> {
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
            None => return Err(errors::no_such_record().into()),
            Some(RecordState::Deleted) => return Err(errors::is_deleted().into()),
            Some(RecordState::Live) => {}
        }
        let view = self.view_of(&object.name)?;
        if !view.access.deletable {
            return Err(match object.describe.deletable {
                Some(false) => errors::not_supported(object, "delete"),
                _ => errors::no_delete_access(),
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

        for (child, child_id, field) in &plan.cleared {
            if !plan.ids.contains(child_id) {
                self.clear(child, child_id, field)?;
            }
        }
        for (doomed, doomed_id) in &plan.doomed {
            self.bury(&id, doomed, doomed_id)?;
        }
        Ok(())
    }

    fn target(&self, object: Option<&str>, id: &str) -> Result<(&'a Object, String), ApiError> {
        let normal = full_id(id).ok_or_else(|| errors::malformed_id(id))?;
        let target = self
            .schema
            .object_of_id(&normal)
            .ok_or_else(errors::no_such_record)?;
        if let Some(name) = object {
            let named = self.view_of(name)?.object();
            if named.index != target.index {
                return Err(errors::id_of_other_object(named, id));
            }
        } else if self.actor.view.object(&target.name).is_none() {
            return Err(errors::no_such_record());
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
                OnDelete::Clear => plan.cleared.push((child, id, field)),
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
        Err(errors::delete_restricted(&name, child, &names))
    }

    fn display_name(&self, object: &Object, id: &str) -> Result<String, ApiError> {
        let name = match object.name_field() {
            Some(field) => text(&self.stored(object, id, field)?).map(str::to_owned),
            None => None,
        };
        Ok(name.unwrap_or_else(|| id.to_owned()))
    }

    /// Clears a reference to a deleted record.
    fn clear(&self, object: &Object, id: &str, field: &Field) -> Result<(), ApiError> {
        let (table, column) = (&object.table, &field.column);
        let sql = format!("UPDATE {table} SET {column} = NULL, SystemModstamp = ?1 WHERE Id = ?2");
        self.connection
            .prepare_cached(&sql)?
            .execute([&self.now, id])?;
        Ok(())
    }

    /// Puts a record into the recycle bin; `root` is the record whose delete caused it.
    fn bury(&self, root: &str, object: &Object, id: &str) -> Result<(), ApiError> {
        let table = &object.table;
        let mut sql = format!("UPDATE {table} SET IsDeleted = 1, SystemModstamp = ?1");
        if object.field("LastModifiedDate").is_some() {
            sql.push_str(", LastModifiedDate = ?1");
        }
        sql.push_str(" WHERE Id = ?2");
        self.connection
            .prepare_cached(&sql)?
            .execute([&self.now, id])?;
        self.connection
            .prepare_cached("INSERT OR REPLACE INTO _org_deleted VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![id, object.name, self.now, root])?;
        Ok(())
    }
}
