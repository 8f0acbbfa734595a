//! `/composite/sobjects`: up to 200 records at once, each with its own result.

use std::collections::HashSet;

use ats_schema::rules::api_limits::{MAX_COLLECTION_RECORDS, MAX_RETRIEVED_RECORDS};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::body;
use super::context::{Context, Outcome, Refusal};
use super::json_memory::Allowance;
use super::record::result_of;
use crate::error::{ApiError, ApiErrors};
use crate::http::message::{Request, Response};
use crate::org::{Transaction, full_id};
use crate::shortened::Shortened;

/// The most memory, in bytes, that retrieved records may take: a limit of this emulator, since
/// the same record may be asked for many times over.
const MAX_RETRIEVED_BYTES: usize = 48 * 1024 * 1024;

#[derive(Deserialize)]
struct Records {
    #[serde(default, rename = "allOrNone")]
    all_or_none: bool,
    records: Vec<Map<String, Value>>,
}

#[derive(Deserialize)]
struct Wanted {
    ids: Vec<String>,
    fields: Vec<String>,
}

fn limited(count: usize, most: usize) -> Result<(), ApiError> {
    if count <= most {
        return Ok(());
    }
    let message =
        format!("record limit reached. cannot submit more than {most} records into this call");
    Err(ApiError::new(400, "EXCEEDED_ID_LIMIT", message))
}

fn records(request: &Request) -> Result<Records, ApiError> {
    let records: Records = body::deserialize(request)?;
    limited(records.records.len(), MAX_COLLECTION_RECORDS)?;
    Ok(records)
}

/// The result of one record.
#[derive(Serialize)]
struct Row {
    /// Its Id, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    success: bool,
    errors: Vec<Value>,
    /// For an upsert, true if it is new.
    #[serde(skip_serializing_if = "Option::is_none")]
    created: Option<bool>,
}

impl Row {
    fn done(id: String) -> Self {
        Self {
            id: Some(id),
            success: true,
            errors: Vec::new(),
            created: None,
        }
    }

    fn failed(id: Option<String>, errors: &[ApiError]) -> Self {
        Self {
            id,
            success: false,
            errors: errors.iter().map(result_of).collect(),
            created: None,
        }
    }
}

/// Runs `work` on each item, in one transaction. An item that fails is undone; with `all_or_none`
/// all are, and their results say so. `id_of` is the Id in the result of an item that failed.
fn each<T>(
    context: &mut Context<'_, '_>,
    all_or_none: bool,
    items: &[T],
    id_of: impl Fn(&T) -> Option<String>,
    mut work: impl FnMut(&mut Transaction<'_>, &T) -> Result<Row, ApiErrors>,
) -> Result<Response, Refusal> {
    let result = context.try_write(|tx| {
        let mut rows = Vec::with_capacity(items.len());
        for item in items {
            let row = tx.savepoint(|tx| work(tx, item));
            rows.push(row.unwrap_or_else(|errors| Row::failed(id_of(item), &errors)));
        }
        let failed = rows.iter().any(|row| !row.success);
        if !(failed && all_or_none) {
            return Ok(rows);
        }
        for (row, item) in rows.iter_mut().zip(items) {
            if row.success {
                *row = Row::failed(id_of(item), &[rolled_back()]);
            }
        }
        Err(rows)
    });
    let (Ok(rows) | Err(rows)) = result?;
    Ok(Response::ok(json!(rows)))
}

fn rolled_back() -> ApiError {
    let message = "Record rolled back because not all records were valid and the request was using AllOrNone header";
    ApiError::new(400, "ALL_OR_NONE_OPERATION_ROLLED_BACK", message)
}

fn object_of(record: &Map<String, Value>) -> Option<&str> {
    record.get("attributes")?.get("type")?.as_str()
}

fn required_object(record: &Map<String, Value>) -> Result<&str, ApiErrors> {
    object_of(record).ok_or_else(|| {
        vec![ApiError::new(
            400,
            "INVALID_TYPE",
            "the record has no type: put the object's name into attributes.type",
        )]
    })
}

/// Takes the key out of each record: the text or number in the field with this name, in any letter
/// case.
fn with_keys(
    records: Vec<Map<String, Value>>,
    field: &str,
) -> Vec<(Option<String>, Map<String, Value>)> {
    let take_key = |mut record: Map<String, Value>| {
        let name = record.keys().find(|name| name.eq_ignore_ascii_case(field));
        let key = match name.cloned().and_then(|name| record.shift_remove(&name)) {
            Some(Value::String(text)) => Some(text),
            Some(Value::Number(number)) => Some(number.to_string()),
            _ => None,
        };
        (key, record)
    };
    records.into_iter().map(take_key).collect()
}

/// `POST /composite/sobjects`
pub(super) fn create(context: &mut Context<'_, '_>, request: &Request) -> Outcome {
    let body = records(request)?;
    each(
        context,
        body.all_or_none,
        &body.records,
        |_| None,
        |tx, record| tx.create(required_object(record)?, record).map(Row::done),
    )
}

/// `PATCH /composite/sobjects`
pub(super) fn update(context: &mut Context<'_, '_>, request: &Request) -> Outcome {
    let body = records(request)?;
    let items = with_keys(body.records, "Id");
    let app = context.app;
    each(
        context,
        body.all_or_none,
        &items,
        |_| None,
        |tx, (id, record)| {
            let id = id.as_deref().ok_or_else(|| {
                let message = "Id not specified in an update call";
                vec![ApiError::new(400, "MISSING_ARGUMENT", message)]
            })?;
            // The Id tells the object where the record does not.
            let object = match (object_of(record), app.org.schema().object_of_id(id)) {
                (Some(object), _) => object,
                (None, Some(object)) => object.name.as_str(),
                (None, None) => required_object(record)?,
            };
            tx.update(object, id, record)?;
            Ok(Row::done(accepted_id(id)))
        },
    )
}

/// The 18-character form of an Id that was accepted.
fn accepted_id(id: &str) -> String {
    full_id(id.trim()).unwrap_or_else(|| id.to_owned())
}

/// `PATCH /composite/sobjects/X/Field`
pub(super) fn upsert(
    context: &mut Context<'_, '_>,
    request: &Request,
    object: &str,
    field: &str,
) -> Outcome {
    let body = records(request)?;
    let by_id = field.eq_ignore_ascii_case("Id");
    let items = with_keys(body.records, field);
    each(
        context,
        body.all_or_none,
        &items,
        |_| None,
        |tx, (key, record)| {
            if let Some(other) = object_of(record)
                && !other.eq_ignore_ascii_case(object)
            {
                let message = format!(
                    "the record is of type {}, the request of {}",
                    Shortened(other),
                    Shortened(object)
                );
                return Err(vec![ApiError::new(400, "INVALID_TYPE", message)]);
            }
            match key {
                Some(key) => {
                    let done = tx.upsert(object, field, key, record)?;
                    Ok(Row {
                        created: Some(done.created),
                        ..Row::done(done.id)
                    })
                }
                // "To force Salesforce to create a new record, set the name of the external
                // ID field to "Id" and the external ID value to null" (Mobile SDK Development
                // Guide, Collection Upsert).
                None if by_id => Ok(Row {
                    created: Some(true),
                    ..Row::done(tx.create(object, record)?)
                }),
                None => Err(vec![ApiError::new(
                    400,
                    "MISSING_ARGUMENT",
                    format!("{} not specified", Shortened(field)),
                )]),
            }
        },
    )
}

/// `DELETE /composite/sobjects?ids=…&allOrNone=…`
pub(super) fn delete(context: &mut Context<'_, '_>, request: &Request) -> Outcome {
    let ids = request.query.list("ids").ok_or_else(|| missing("ids"))?;
    limited(ids.len(), MAX_COLLECTION_RECORDS)?;
    let all_or_none = request.query.is_true("allOrNone");
    let id_of = |id: &&str| Some(Shortened(id).to_string());
    each(context, all_or_none, &ids, id_of, |tx, id| {
        tx.delete(None, id)?;
        Ok(Row::done(accepted_id(id)))
    })
}

fn missing(name: &str) -> ApiError {
    let message = format!("the parameter {name} is missing");
    ApiError::new(400, "MISSING_ARGUMENT", message)
}

/// `GET /composite/sobjects/X?ids=…&fields=…`
pub(super) fn retrieve_by_url(
    context: &Context<'_, '_>,
    request: &Request,
    object: &str,
) -> Outcome {
    let ids = request.query.list("ids").ok_or_else(|| missing("ids"))?;
    let fields = request
        .query
        .list("fields")
        .ok_or_else(|| missing("fields"))?;
    retrieve(context, request, object, &ids, &fields)
}

/// `POST /composite/sobjects/X` with `ids` and `fields` in the body.
pub(super) fn retrieve_by_body(
    context: &Context<'_, '_>,
    request: &Request,
    object: &str,
) -> Outcome {
    let wanted: Wanted = body::deserialize(request)?;
    let ids: Vec<&str> = wanted.ids.iter().map(String::as_str).collect();
    let fields: Vec<&str> = wanted.fields.iter().map(String::as_str).collect();
    retrieve(context, request, object, &ids, &fields)
}

fn too_much() -> ApiError {
    let message = format!(
        "the records take more memory than this emulator allows for one request \
         ({MAX_RETRIEVED_BYTES} bytes): retrieve fewer records or fields at a time"
    );
    ApiError::new(400, "LIMIT_EXCEEDED", message)
}

/// The records in the order of the Ids, `null` where there is none.
fn retrieve(
    context: &Context<'_, '_>,
    request: &Request,
    object: &str,
    ids: &[&str],
    fields: &[&str],
) -> Result<Response, Refusal> {
    limited(ids.len(), MAX_RETRIEVED_RECORDS)?;
    let seen = context.object(object)?;
    let version = request.version;
    // Each field once, however often it is named.
    let mut named = HashSet::new();
    let fields: Vec<&str> = fields
        .iter()
        .copied()
        .filter(|field| named.insert(field.to_ascii_lowercase()))
        .collect();
    let mut allowance = Allowance::new(MAX_RETRIEVED_BYTES);
    let records = context.read(|_, reader| -> Result<Vec<Value>, ApiErrors> {
        ids.iter()
            .map(|id| {
                let name = &seen.object().name;
                let record = match reader.retrieve(name, id, Some(&fields), version) {
                    Ok(record) => Value::Object(record),
                    Err(errors) if errors.iter().all(|error| error.status == 404) => Value::Null,
                    Err(errors) => return Err(errors),
                };
                allowance.value(&record).map_err(|_| too_much())?;
                Ok(record)
            })
            .collect()
    })?;
    Ok(Response::ok(Value::Array(records)))
}
