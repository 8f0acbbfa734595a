//! Create, update, upsert.

use std::borrow::Cow;

use rusqlite::types::Value as Sql;
use serde_json::{Map, Value};

use super::column_value::column_value;
use super::errors;
use super::lookup::{RecordState, key_field};
use super::record_body::Purpose;
use super::state::{Transaction, text};
use crate::error::{ApiError, ApiErrors};
use crate::org::record_id::full_id;
use crate::org::schema::Object;
use crate::org::visible_schema::VisibleObject;
use crate::store::ColumnType;

/// The result of an upsert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Upserted {
    /// The 18-character Id of the record.
    pub(crate) id: String,
    /// True if the record is new.
    pub(crate) created: bool,
}

impl<'a> Transaction<'a> {
    /// Creates a record and returns its 18-character Id.
    ///
    /// `attributes` in the body is ignored; a relationship name holds a reference by external id
    /// (`"Account": {"Key__c": "A-1"}`).
    ///
    /// # Errors
    ///
    /// Everything wrong that an org would report at once.
    pub(crate) fn create(
        &mut self,
        object: &str,
        fields: &Map<String, Value>,
    ) -> Result<String, ApiErrors> {
        self.create_with(object, fields, None)
    }

    /// As [`create`](Self::create), with the bytes of one base64 field given as they are:
    /// for bodies in parts.
    ///
    /// # Errors
    ///
    /// As there.
    pub(crate) fn create_with(
        &mut self,
        object: &str,
        fields: &Map<String, Value>,
        blob: Option<(&str, Vec<u8>)>,
    ) -> Result<String, ApiErrors> {
        let view = self.view_of(object)?;
        let object = view.object();
        if !view.access.createable {
            return Err(vec![match object.describe.createable {
                Some(false) => errors::not_supported(object, "create"),
                _ => errors::no_write_access(object, "inserted"),
            }]);
        }
        let mut row = self.read_body(view, fields, Purpose::Create)?;
        if let Some((name, bytes)) = blob {
            let index = blob_index(view, name, Purpose::Create)?;
            row[index] = Some(Sql::Blob(bytes));
        }
        if object.name == "ContentVersion" {
            return self.create_version(object, row);
        }
        let id = self.new_id(object)?;
        self.complete(object, &id, &mut row)?;
        self.check(object, None, &row)?;
        self.insert(object, &id, &row)?;
        Ok(id)
    }

    /// Changes fields of a record; what is not in the body stays.
    ///
    /// # Errors
    ///
    /// Everything wrong that an org would report at once; `INVALID_CROSS_REFERENCE_KEY` with
    /// status 404 when there is no such record and `ENTITY_IS_DELETED` when there was.
    pub(crate) fn update(
        &mut self,
        object: &str,
        id: &str,
        fields: &Map<String, Value>,
    ) -> Result<(), ApiErrors> {
        self.update_with(object, id, fields, None)
    }

    /// As [`update`](Self::update), with the bytes of one base64 field given as they are.
    ///
    /// # Errors
    ///
    /// As there.
    pub(crate) fn update_with(
        &mut self,
        object: &str,
        id: &str,
        fields: &Map<String, Value>,
        blob: Option<(&str, Vec<u8>)>,
    ) -> Result<(), ApiErrors> {
        let view = self.view_of(object)?;
        let object = view.object();
        let id = &self.existing(object, id)?;
        if !view.access.updateable {
            return Err(vec![match object.describe.updateable {
                Some(false) => errors::not_supported(object, "update"),
                _ => errors::no_write_access(object, "updated"),
            }]);
        }
        let fields = self.without_unchanged(view, id, fields)?;
        let mut row = self.read_body(view, &fields, Purpose::Update)?;
        if let Some((name, bytes)) = blob {
            let index = blob_index(view, name, Purpose::Update)?;
            row[index] = Some(Sql::Blob(bytes));
        }
        self.check(object, Some(id), &row)?;
        self.rename(object, id, &mut row)?;
        if object.name == "ContentVersion" {
            self.update_version(object, id, &mut row)?;
        }
        self.set_modified(object, &mut row);
        Ok(self.write_row(object, id, &row)?)
    }

    /// Updates the record whose key field has the value, or creates one.
    ///
    /// `key_field` is an external id, any other field the describe calls an `idLookup`, or
    /// `Id`, with which no record is ever created.
    ///
    /// # Errors
    ///
    /// Those of [`create`](Self::create) and [`update`](Self::update); when several records
    /// have the value, one with status 300 and their Ids in `matches`; `INVALID_FIELD` when
    /// the body has the key, too.
    pub(crate) fn upsert(
        &mut self,
        object: &str,
        key_field_name: &str,
        key: &str,
        fields: &Map<String, Value>,
    ) -> Result<Upserted, ApiErrors> {
        let view = self.view_of(object)?;
        let of = view.object();
        let field = key_field(view, key_field_name)?;
        if fields
            .keys()
            .any(|name| name.eq_ignore_ascii_case(field.name()))
        {
            return Err(vec![errors::not_in_body(field.name())]);
        }
        if field.name() == "Id" {
            self.update(object, key, fields)?;
            let id = full_id(key).unwrap_or_else(|| key.to_owned());
            return Ok(Upserted { id, created: false });
        }
        let value = column_value(field, &Value::String(key.to_owned()))?;
        if value == Sql::Null {
            return Err(vec![errors::no_key_value(field)]);
        }
        let mut ids = self.ids_with(of, field, &value)?;
        match ids.len() {
            0 => {
                let mut fields = fields.clone();
                fields.insert(field.name().to_owned(), Value::String(key.to_owned()));
                let id = self.create(object, &fields)?;
                Ok(Upserted { id, created: true })
            }
            1 => {
                let id = ids.remove(0);
                self.update(object, &id, fields)?;
                Ok(Upserted { id, created: false })
            }
            _ => Err(vec![errors::several_matches(field, ids)]),
        }
    }

    /// The 18-character Id of a record that exists and is not deleted.
    fn existing(&self, object: &Object, id: &str) -> Result<String, ApiError> {
        let normal = full_id(id).ok_or_else(|| errors::malformed_id(id))?;
        if !normal.starts_with(&object.prefix) {
            return Err(errors::id_of_other_object(object, id));
        }
        match self.state(object, &normal)? {
            Some(RecordState::Live) => Ok(normal),
            Some(RecordState::Deleted) => Err(errors::is_deleted()),
            None => Err(errors::no_such_record()),
        }
    }

    /// The body without picklist values that the field no longer takes but the record
    /// already has: sending back what was read changes nothing and is no fault.
    fn without_unchanged<'f>(
        &self,
        view: VisibleObject<'_>,
        id: &str,
        fields: &'f Map<String, Value>,
    ) -> Result<Cow<'f, Map<String, Value>>, ApiError> {
        let mut kept = Cow::Borrowed(fields);
        for (name, value) in fields {
            let Some(field) = view.field(name) else {
                continue;
            };
            let is_picklist = !field.describe.picklist_values.is_empty() && !field.open;
            let refused = || {
                let error = column_value(field, value).err();
                error.is_some_and(|it| it.code == "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST")
            };
            if is_picklist
                && refused()
                && text(&self.stored(view.object(), id, field)?) == value.as_str()
            {
                kept.to_mut().shift_remove(name);
            }
        }
        Ok(kept)
    }
}

fn blob_index(view: VisibleObject<'_>, name: &str, purpose: Purpose) -> Result<usize, ApiErrors> {
    let object = view.object();
    let unknown = || vec![errors::no_such_field(object, name)];
    let index = object.field_index(name).ok_or_else(unknown)?;
    let access = view.field_access(index);
    let writable = match purpose {
        Purpose::Create => access.createable,
        Purpose::Update => access.updateable,
    };
    if !access.visible || object.fields[index].column_type != ColumnType::Blob {
        return Err(unknown());
    }
    if !writable {
        return Err(vec![errors::not_writable(vec![name.to_owned()])]);
    }
    Ok(index)
}
