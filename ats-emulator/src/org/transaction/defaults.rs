//! Values that the org fills in: system fields, defaults, auto-numbers, names.

use ats_schema::describe::FieldType;
use rusqlite::types::Value as Sql;
use serde_json::Value;

use super::column_value::column_value;
use super::state::{Row, Transaction, text};
use crate::error::ApiError;
use crate::org::record_id::full_id;
use crate::org::schema::{Field, Object};
use crate::store::ColumnType;

/// Without another length, auto-numbers have four digits, as `{0000}` in most formats.
const AUTO_NUMBER_DIGITS: usize = 4;

impl Transaction<'_> {
    /// Fills the row of a new record: system fields, auto-numbers, defaults, the name.
    pub(super) fn complete(
        &mut self,
        object: &Object,
        id: &str,
        row: &mut Row,
    ) -> Result<(), ApiError> {
        for (index, field) in object.fields.iter().enumerate() {
            if let Some(value) = self.system_value(field, id) {
                row[index] = Some(value);
                continue;
            }
            let given = row[index].as_ref().is_some_and(|value| *value != Sql::Null);
            // Null for a field that may not be empty and has a default asks for that.
            let default_wanted = row[index].is_none()
                || (!field.describe.is_nillable() && field.describe.defaulted_on_create);
            if given || !field.is_stored() || !default_wanted {
                continue;
            }
            row[index] = if field.describe.auto_number {
                let number = self.next(object, index)?;
                Some(Sql::Text(auto_number(object, number)))
            } else {
                self.default_of(object, field)
            };
        }
        self.name(object, id, row);
        Ok(())
    }

    /// The value of a system field of a new record.
    fn system_value(&self, field: &Field, id: &str) -> Option<Sql> {
        let value = match field.name() {
            "Id" => id,
            "IsDeleted" => return Some(Sql::Integer(0)),
            "CreatedDate" | "LastModifiedDate" | "SystemModstamp" => &self.now,
            "CreatedById" | "LastModifiedById" => &self.actor.user_id,
            _ => return None,
        };
        Some(Sql::Text(value.to_owned()))
    }

    /// The default value of a field.
    fn default_of(&self, object: &Object, field: &Field) -> Option<Sql> {
        let describe = &field.describe;
        match field.name() {
            "OwnerId" => return Some(Sql::Text(self.actor.user_id.clone())),
            "RecordTypeId" => {
                let mut types = object.describe.record_type_infos.iter();
                let default = types.find(|it| it.default_record_type_mapping && !it.master)?;
                return full_id(default.record_type_id.as_deref()?).map(Sql::Text);
            }
            _ => {}
        }
        let entries = &describe.picklist_values;
        let entry = entries.iter().find(|entry| entry.default_value);
        let literal = match (&describe.default_value, &describe.default_value_formula) {
            (Some(value), _) => Some(Value::String(value.clone())),
            (None, Some(formula)) => self.formula(formula),
            (None, None) => entry.map(|entry| Value::String(entry.value.clone())),
        };
        // A default that the field does not accept is ignored.
        let value = literal.and_then(|literal| column_value(field, &literal).ok());
        match (value, field.column_type) {
            (None, ColumnType::Boolean) => Some(Sql::Integer(0)),
            (value, _) => value,
        }
    }

    /// The value of a default formula, if it is a literal, `TODAY()` or `NOW()`; other
    /// formulas are not evaluated.
    fn formula(&self, formula: &str) -> Option<Value> {
        let formula = formula.trim();
        let quoted = |quote: char| {
            let inner = formula.strip_prefix(quote)?.strip_suffix(quote)?;
            (!inner.contains([quote, '\\'])).then(|| Value::String(inner.to_owned()))
        };
        if let Some(text) = quoted('"').or_else(|| quoted('\'')) {
            return Some(text);
        }
        match formula.to_ascii_uppercase().as_str() {
            "TODAY()" => Some(Value::String(self.now.get(..10)?.to_owned())),
            "NOW()" => Some(Value::String(self.now.clone())),
            // Whether a number or a truth is meant shows when the field takes it.
            _ => Some(Value::String(formula.to_owned())),
        }
    }

    /// The name of a new record that was given none.
    fn name(&self, object: &Object, id: &str, row: &mut Row) {
        let Some(index) = name_index(object) else {
            return;
        };
        if row[index].as_ref().is_some_and(|value| *value != Sql::Null) {
            return;
        }
        let field = &object.fields[index];
        let name = if field.parts.is_empty() {
            // An e-mail is called what it is about; a record of a custom object whose name
            // was left out is called by its Id.
            let subject = object.field_index("Subject").and_then(|at| row[at].clone());
            match subject {
                Some(Sql::Text(subject)) => Some(cut(&subject, field.describe.length)),
                _ if field.describe.is_nillable() || !field.describe.is_createable() => {
                    Some(id.to_owned())
                }
                _ => None,
            }
        } else {
            full_name(object, index, |at| row[at].clone())
        };
        row[index] = name.map(Sql::Text);
    }

    /// For an update that changes part of a person's name, the new full name.
    pub(super) fn rename(&self, object: &Object, id: &str, row: &mut Row) -> Result<(), ApiError> {
        let Some(index) = name_index(object) else {
            return Ok(());
        };
        let field = &object.fields[index];
        if field.parts.is_empty() {
            if row[index] == Some(Sql::Null) && field.describe.is_nillable() {
                row[index] = Some(Sql::Text(id.to_owned()));
            }
            return Ok(());
        }
        if !field.parts.iter().any(|&part| row[part].is_some()) {
            return Ok(());
        }
        let mut parts = vec![None; object.fields.len()];
        for &part in &field.parts {
            parts[part] = match &row[part] {
                Some(value) => Some(value.clone()),
                None => Some(self.stored(object, id, &object.fields[part])?),
            };
        }
        row[index] = full_name(object, index, |at| parts[at].clone()).map(Sql::Text);
        Ok(())
    }
}

fn name_index(object: &Object) -> Option<usize> {
    object.fields.iter().position(|field| {
        field.describe.name_field && field.describe.field_type == FieldType::String
    })
}

/// First, middle and last name and suffix; the salutation is no part of the name.
fn full_name(
    object: &Object,
    index: usize,
    value: impl Fn(usize) -> Option<Sql>,
) -> Option<String> {
    let field = &object.fields[index];
    let mut name = String::new();
    for part in ["FirstName", "MiddleName", "LastName", "Suffix"] {
        let Some(at) = object
            .field_index(part)
            .filter(|at| field.parts.contains(at))
        else {
            continue;
        };
        if let Some(part) = value(at).as_ref().and_then(text) {
            if !name.is_empty() {
                name.push(' ');
            }
            name.push_str(part);
        }
    }
    (!name.is_empty()).then_some(name)
}

fn cut(text: &str, most: u32) -> String {
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    text.chars().take(most).collect()
}

/// A number such as `JOB-0001`. No describe gives the format, so that it is made from the
/// object's label: its initials, or the first three letters of a single word.
fn auto_number(object: &Object, number: i64) -> String {
    let words: Vec<&str> = object.label.split_whitespace().collect();
    let letters: String = match words.as_slice() {
        [word] => word.chars().take(3).collect(),
        words => words
            .iter()
            .filter_map(|word| word.chars().next())
            .collect(),
    };
    let letters = letters.to_uppercase();
    format!("{letters}-{number:0AUTO_NUMBER_DIGITS$}")
}
