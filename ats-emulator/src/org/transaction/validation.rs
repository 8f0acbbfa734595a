//! Checks of a row as a whole: required fields, references, unique and dependent values.

use ats_schema::describe::FieldType;
use ats_schema::rules::picklist;
use rusqlite::types::Value as Sql;

use super::errors;
use super::lookup::RecordState;
use super::state::{Row, Transaction, text};
use crate::error::{ApiError, ApiErrors};
use crate::org::schema::{Field, Object};
use crate::store::ColumnType;

impl Transaction<'_> {
    /// Checks the row of a new record (`id` is `None`) or of changes to an old one.
    pub(super) fn check(
        &self,
        object: &Object,
        id: Option<&str>,
        row: &Row,
    ) -> Result<(), ApiErrors> {
        required(object, id.is_none(), row)?;
        let mut errors = Vec::new();
        for (field, value) in object.fields.iter().zip(row) {
            let Some(value) = value.as_ref().filter(|value| **value != Sql::Null) else {
                continue;
            };
            if field.describe.dependent_picklist && !field.open {
                errors.extend(self.dependent(object, id, field, row, value)?);
            }
            if field.describe.field_type == FieldType::Reference {
                errors.extend(self.reference(object, field, value)?);
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        for (field, value) in object.fields.iter().zip(row) {
            if let Some(value) = value
                && field.describe.unique
                && !field.describe.auto_number
            {
                self.unique(object, id, field, value)?;
            }
        }
        Ok(())
    }

    /// Checks that the controlling field has a value for which this one may be chosen.
    fn dependent(
        &self,
        object: &Object,
        id: Option<&str>,
        field: &Field,
        row: &Row,
        value: &Sql,
    ) -> Result<Option<ApiError>, ApiError> {
        let name = field.describe.controller_name.as_deref();
        let Some(index) = name.and_then(|name| object.field_index(name)) else {
            return Ok(None);
        };
        let controller = &object.fields[index];
        let controlling = match (&row[index], id) {
            (Some(value), _) => value.clone(),
            (None, Some(id)) => self.stored(object, id, controller)?,
            (None, None) => Sql::Null,
        };
        let chosen = match &controlling {
            // A check box controls as 0 and 1.
            Sql::Integer(number) => usize::try_from(*number).ok(),
            Sql::Text(value) => {
                let mut entries = controller.describe.picklist_values.iter();
                let chosen = entries.position(|entry| entry.value == *value);
                if chosen.is_none() && controller.open {
                    // A value the schema does not know: nothing is known of what it allows.
                    return Ok(None);
                }
                chosen
            }
            _ => None,
        };
        let allowed = |value: &str| {
            // One value may be listed once for each value of the controlling field.
            let entries = field.describe.picklist_values.iter();
            let mut entries = entries.filter(|entry| entry.value == value).peekable();
            entries.peek().is_none()
                || entries.any(|entry| match (entry.valid_for.as_deref(), chosen) {
                    // Without a bitmap the value depends on nothing.
                    (None, _) => true,
                    (Some(bitmap), Some(chosen)) => picklist::valid_for(bitmap, chosen),
                    (Some(_), None) => false,
                })
        };
        let values = text(value).unwrap_or_default();
        let refused = picklist::split_values(values).find(|value| !allowed(value));
        Ok(refused.map(|value| errors::bad_picklist(field, value)))
    }

    /// Checks that the record to which a reference points exists and is of the right object.
    ///
    /// Records of an object for which the org has no schema (Opportunity, say) cannot exist: an Id
    /// with valid check characters and an unknown prefix is accepted as one, if the reference may
    /// point to such an object.
    fn reference(
        &self,
        object: &Object,
        field: &Field,
        value: &Sql,
    ) -> Result<Option<ApiError>, ApiError> {
        let Some(id) = text(value) else {
            return Ok(None);
        };
        let allowed = &field.describe.reference_to;
        let Some(parent) = self.schema.object_of_id(id) else {
            let unknown = allowed.is_empty()
                || allowed
                    .iter()
                    .any(|name| self.schema.object(name).is_none());
            return Ok((!unknown).then(|| errors::wrong_reference(field, id)));
        };
        let listed = allowed
            .iter()
            .any(|name| name.eq_ignore_ascii_case(&parent.name));
        if !listed && !allowed.is_empty() {
            return Ok(Some(errors::wrong_reference(field, id)));
        }
        if id == self.actor.user_id {
            // Who does it is there, and active: most records have several such references.
            return Ok(None);
        }
        match self.state(parent, id)? {
            None => return Ok(Some(errors::no_such_reference(field, id))),
            Some(RecordState::Deleted) => return Ok(Some(errors::deleted_reference(field))),
            Some(RecordState::Live) => {}
        }
        match field.name() {
            "OwnerId" if parent.name == "User" => self.owner(object, parent, id),
            "RecordTypeId" => self.record_type(object, field, parent, id),
            _ => Ok(None),
        }
    }

    fn owner(
        &self,
        object: &Object,
        users: &Object,
        id: &str,
    ) -> Result<Option<ApiError>, ApiError> {
        let Some(active) = users.field("IsActive") else {
            return Ok(None);
        };
        let active = self.stored(users, id, active)? != Sql::Integer(0);
        Ok((!active).then(|| errors::inactive_owner(object, id)))
    }

    fn record_type(
        &self,
        object: &Object,
        field: &Field,
        types: &Object,
        id: &str,
    ) -> Result<Option<ApiError>, ApiError> {
        let Some(of) = types.field("SobjectType") else {
            return Ok(None);
        };
        let of = self.stored(types, id, of)?;
        let ours = text(&of).is_some_and(|of| of.eq_ignore_ascii_case(&object.name));
        Ok((!ours).then(|| errors::bad_record_type(field, id)))
    }

    /// Checks that no other record has the value; deleted ones do not count.
    fn unique(
        &self,
        object: &Object,
        id: Option<&str>,
        field: &Field,
        value: &Sql,
    ) -> Result<(), ApiError> {
        let others = self.ids_with(object, field, value)?;
        match others.into_iter().find(|other| Some(other.as_str()) != id) {
            Some(other) => Err(errors::duplicate(field, &other)),
            None => Ok(()),
        }
    }
}

/// Checks that all required fields have a value.
fn required(object: &Object, create: bool, row: &Row) -> Result<(), ApiErrors> {
    let mut missing = Vec::new();
    for (field, value) in object.fields.iter().zip(row) {
        let empty = match value {
            None => create,
            Some(value) => *value == Sql::Null,
        };
        let describe = &field.describe;
        // A check box is never empty: it is false.
        let is_check_box = field.column_type == ColumnType::Boolean;
        if !empty || describe.is_nillable() || is_check_box || !field.is_stored() {
            continue;
        }
        if field.name() == "OwnerId" {
            return Err(vec![errors::no_owner(field)]);
        }
        // What nobody can write, nobody need give.
        if describe.is_createable() && (!create || describe.is_required_on_create())
            || (!create && describe.is_updateable())
        {
            missing.push(field.name().to_owned());
        }
    }
    if missing.is_empty() {
        Ok(())
    } else {
        Err(vec![errors::required(missing)])
    }
}
