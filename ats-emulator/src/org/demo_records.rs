//! Records to look at: a few clients, their jobs, and who applied.
//!
//! They are kept in `demo_records.json`, in the format of `sf data import tree`:
//! `"@Name"` refers to the record whose `referenceId` is `Name`. They are created through
//! the same path as everybody's records. Fields and objects that the schemas of this org
//! do not have are left out.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::transaction::Transaction;
use crate::error::{ApiError, ApiErrors};

#[derive(Deserialize)]
struct Tree {
    records: Vec<Record>,
}

#[derive(Deserialize)]
struct Record {
    attributes: Attributes,
    #[serde(flatten)]
    fields: Map<String, Value>,
}

#[derive(Deserialize)]
struct Attributes {
    #[serde(rename = "type")]
    object: String,
    #[serde(rename = "referenceId")]
    reference: String,
}

/// Writes the records if the first of them is not in the org yet. Returns how many were
/// written.
pub(super) fn write(tx: &mut Transaction<'_>) -> Result<usize, ApiErrors> {
    let tree: Tree =
        serde_json::from_str(include_str!("demo_records.json")).map_err(ApiError::unexpected)?;
    if is_written(tx, &tree)? {
        return Ok(0);
    }
    let mut ids = HashMap::new();
    for Record { attributes, fields } in tree.records {
        let Attributes { object, reference } = attributes;
        if let Some(fields) = createable(tx, &object, fields, &ids) {
            ids.insert(reference, tx.create(&object, &fields)?);
        }
    }
    Ok(ids.len())
}

fn is_written(tx: &Transaction<'_>, tree: &Tree) -> Result<bool, ApiError> {
    let account = tx.schema().object("Account");
    let name = account.and_then(|account| account.field("Name"));
    let (Some(account), Some(field), Some(first)) = (account, name, tree.records.first()) else {
        return Ok(false);
    };
    let sql = format!(
        "SELECT 1 FROM {} WHERE {} = ?1",
        account.table, field.column
    );
    let name = first.fields.get("Name").and_then(Value::as_str);
    Ok(tx.connection().prepare(&sql)?.exists([name])?)
}

/// The fields that this org allows to set, with the Ids of the records they refer to.
/// `None` if the org does not have the object.
fn createable(
    tx: &Transaction<'_>,
    object: &str,
    fields: Map<String, Value>,
    ids: &HashMap<String, String>,
) -> Option<Map<String, Value>> {
    let view = tx.actor().view.object(object)?;
    let fields = fields.into_iter().filter_map(|(name, value)| {
        let index = view.object().field_index(&name)?;
        let value = match value.as_str().and_then(|text| text.strip_prefix('@')) {
            Some(reference) => Value::String(ids.get(reference)?.clone()),
            None => value,
        };
        let access = view.field_access(index);
        access.createable.then_some((name, value))
    });
    Some(fields.collect())
}
