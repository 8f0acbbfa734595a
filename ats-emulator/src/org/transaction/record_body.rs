//! The body of a record: which fields it may have, and what their values are.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::column_value::column_value;
use super::errors;
use super::state::{Row, Transaction};
use crate::error::{ApiError, ApiErrors};
use crate::org::schema::Object;
use crate::org::visible_schema::VisibleObject;

/// The operation that the body is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    Create,
    Update,
}

impl Transaction<'_> {
    /// Reads a body into a row. Errors are reported in the order of an org: first unknown and
    /// unreadable members, one at a time; then all fields that may not be written; then all invalid
    /// values.
    pub(super) fn read_body(
        &self,
        view: VisibleObject<'_>,
        body: &Map<String, Value>,
        purpose: Purpose,
    ) -> Result<Row, ApiErrors> {
        let object = view.object();
        let mut row: Row = vec![None; object.fields.len()];
        let mut not_writable = Vec::new();
        let mut refused = Vec::new();
        for (name, value) in body {
            if name == "attributes" {
                continue;
            }
            let (index, value) = match find(view, name) {
                Some(Target::Field(index)) => (index, Cow::Borrowed(value)),
                Some(Target::Relationship(index)) => {
                    let id = self.resolve(view, index, name, value)?;
                    (index, Cow::Owned(id.map_or(Value::Null, Value::String)))
                }
                None => return Err(vec![errors::no_such_field(object, name)]),
            };
            let field = &object.fields[index];
            if field.name() == "Id" {
                return Err(vec![match purpose {
                    Purpose::Create => errors::id_in_insert(),
                    Purpose::Update => errors::not_in_body("Id"),
                }]);
            }
            let access = view.field_access(index);
            let writable = match purpose {
                Purpose::Create => access.createable,
                Purpose::Update => access.updateable,
            };
            if !writable {
                not_writable.push(field.name().to_owned());
                continue;
            }
            match column_value(field, &value) {
                Ok(value) => row[index] = Some(value),
                Err(error) if error.code == "JSON_PARSER_ERROR" => return Err(vec![error]),
                Err(error) => refused.push(error),
            }
        }
        if !not_writable.is_empty() {
            return Err(vec![errors::not_writable(not_writable)]);
        }
        if refused.is_empty() {
            Ok(row)
        } else {
            Err(refused)
        }
    }

    /// The Id that a reference by external id stands for: `"Account": {"Key__c": "A-1"}`.
    fn resolve(
        &self,
        view: VisibleObject<'_>,
        index: usize,
        relationship: &str,
        given: &Value,
    ) -> Result<Option<String>, ApiError> {
        let field = &view.object().fields[index];
        let keys = match given {
            Value::Null => return Ok(None),
            Value::Object(keys) => keys,
            _ => return Err(errors::cannot_deserialize(field, given)),
        };
        let bad = || errors::bad_foreign_key(relationship);
        let kind = keys
            .get("attributes")
            .and_then(|attributes| attributes.get("type"))
            .and_then(Value::as_str);
        let parent = match (kind, field.describe.reference_to.as_slice()) {
            (Some(kind), _) => kind,
            (None, [only]) => only,
            // Which of several objects it is only `attributes` can say.
            (None, _) => return Err(bad()),
        };
        let parent = self.schema.object(parent).ok_or_else(bad)?;
        let mut keys = keys.iter().filter(|(name, _)| *name != "attributes");
        let (name, key) = keys.next().ok_or_else(bad)?;
        if keys.next().is_some() {
            return Err(errors::several_foreign_keys(parent));
        }
        let key_field = parent
            .field(name)
            .ok_or_else(|| errors::no_such_field(parent, name))?;
        if !key_field.describe.is_key() {
            return Err(errors::no_foreign_key(parent, key_field.name()));
        }
        let stored = column_value(key_field, key)?;
        let ids = self.ids_with(parent, key_field, &stored)?;
        let shown = || key.as_str().map_or_else(|| key.to_string(), str::to_owned);
        match <[String; 1]>::try_from(ids) {
            Ok([id]) => Ok(Some(id)),
            Err(_) => Err(errors::no_such_foreign_key(
                parent,
                key_field.name(),
                &shown(),
            )),
        }
    }
}

/// The field or relationship that a key of a body names.
enum Target {
    Field(usize),
    Relationship(usize),
}

fn find(view: VisibleObject<'_>, name: &str) -> Option<Target> {
    let visible = |index: usize| view.field_access(index).visible;
    let object: &Object = view.object();
    if let Some(index) = object.field_index(name).filter(|&index| visible(index)) {
        return Some(Target::Field(index));
    }
    object
        .relationship_index(name)
        .filter(|&index| visible(index))
        .map(Target::Relationship)
}
