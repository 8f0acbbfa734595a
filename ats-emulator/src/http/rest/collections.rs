//! `/composite/sobjects`: up to 200 records at once, each with its own result.

use std::collections::HashSet;

use ats_schema::rules::api_limits::{MAX_COLLECTION_RECORDS, MAX_RETRIEVED_RECORDS};
use serde::Deserialize;
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
    let records: Records = body::of(request)?;
    limited(records.records.len(), MAX_COLLECTION_RECORDS)?;
    Ok(records)
}

/// What became of one record.
struct Row {
    /// Its Id, if it has one.
    id: Option<String>,
    /// For an upsert, whether it is new.
    created: Option<bool>,
    errors: ApiErrors,
}

impl Row {
    fn done(id: String) -> Self {
        Self {
            id: Some(id),
            created: None,
            errors: Vec::new(),
        }
    }

    fn to_json(&self) -> Value {
        let mut row = Map::new();
        if let Some(id) = &self.id {
            row.insert("id".to_owned(), json!(id));
        }
        row.insert("success".to_owned(), json!(self.errors.is_empty()));
        row.insert(
            "errors".to_owned(),
            self.errors.iter().map(result_of).collect(),
        );
        if let (Some(created), true) = (self.created, self.errors.is_empty()) {
            row.insert("created".to_owned(), json!(created));
        }
        Value::Object(row)
    }
}

/// The outcomes of a request that was undone as a whole.
struct Undone(Result<Vec<Row>, ApiErrors>);

impl From<ApiError> for Undone {
    fn from(error: ApiError) -> Self {
        Self(Err(vec![error]))
    }
}

/// Does something to each item, in one transaction. An item that fails is undone; with
/// `all_or_none` all are, and say so. `id_of` is the Id that an item's result has in any
/// case.
fn each<T>(
    context: &mut Context<'_, '_>,
    all_or_none: bool,
    items: &[T],
    id_of: impl Fn(&T) -> Option<String>,
    mut work: impl FnMut(&mut Transaction<'_>, &T) -> Result<Row, ApiErrors>,
) -> Result<Response, Refusal> {
    let done = context.write(|tx| {
        let mut outcomes = Vec::with_capacity(items.len());
        for item in items {
            let outcome = tx.savepoint(|tx| work(tx, item));
            outcomes.push(outcome.unwrap_or_else(|errors| Row {
                id: id_of(item),
                created: None,
                errors,
            }));
        }
        let failed = outcomes.iter().any(|outcome| !outcome.errors.is_empty());
        if failed && all_or_none {
            return Err(Undone(Ok(outcomes)));
        }
        Ok(outcomes)
    });
    let outcomes = match done {
        Ok(outcomes) => outcomes,
        Err(Undone(Err(errors))) => return Err(errors.into()),
        Err(Undone(Ok(mut outcomes))) => {
            for (outcome, item) in outcomes.iter_mut().zip(items) {
                if outcome.errors.is_empty() {
                    outcome.id = id_of(item);
                    outcome.errors = vec![rolled_back()];
                }
            }
            outcomes
        }
    };
    Ok(Response::ok(outcomes.iter().map(Row::to_json).collect()))
}

fn rolled_back() -> ApiError {
    ApiError::new(
        400,
        "ALL_OR_NONE_OPERATION_ROLLED_BACK",
        "Record rolled back because not all records were valid and the request was using AllOrNone header",
    )
}

fn kind(record: &Map<String, Value>) -> Option<&str> {
    record.get("attributes")?.get("type")?.as_str()
}

fn typed(record: &Map<String, Value>) -> Result<&str, ApiErrors> {
    kind(record).ok_or_else(|| {
        vec![ApiError::new(
            400,
            "INVALID_TYPE",
            "the record has no type: put the object's name into attributes.type",
        )]
    })
}

/// A value of a record by its field's name in any letter case, taken out.
fn take(record: &mut Map<String, Value>, field: &str) -> Option<Value> {
    let key = record
        .keys()
        .find(|key| key.eq_ignore_ascii_case(field))?
        .clone();
    record.shift_remove(&key)
}

/// The text of a key: numbers may be keys too.
fn key_text(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// `POST /composite/sobjects`
pub(super) fn create(context: &mut Context<'_, '_>, request: &Request) -> Outcome {
    let Records {
        all_or_none,
        records,
    } = records(request)?;
    each(
        context,
        all_or_none,
        &records,
        |_| None,
        |tx, record| tx.create(typed(record)?, record).map(Row::done),
    )
}

/// `PATCH /composite/sobjects`
pub(super) fn update(context: &mut Context<'_, '_>, request: &Request) -> Outcome {
    let Records {
        all_or_none,
        records,
    } = records(request)?;
    let items: Vec<(Option<String>, Map<String, Value>)> = records
        .into_iter()
        .map(|mut record| (take(&mut record, "Id").and_then(key_text), record))
        .collect();
    let app = context.app;
    each(
        context,
        all_or_none,
        &items,
        |_| None,
        |tx, (id, record)| {
            let id = id.as_deref().ok_or_else(|| {
                let message = "Id not specified in an update call";
                vec![ApiError::new(400, "MISSING_ARGUMENT", message)]
            })?;
            // The Id tells the object where the record does not.
            let object = match (kind(record), app.org.schema().of_id(id)) {
                (Some(kind), _) => kind,
                (None, Some(object)) => object.name.as_str(),
                (None, None) => typed(record)?,
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
    let Records {
        all_or_none,
        records,
    } = records(request)?;
    let by_id = field.eq_ignore_ascii_case("Id");
    let items: Vec<(Option<String>, Map<String, Value>)> = records
        .into_iter()
        .map(|mut record| (take(&mut record, field).and_then(key_text), record))
        .collect();
    each(
        context,
        all_or_none,
        &items,
        |_| None,
        |tx, (key, record)| {
            if let Some(kind) = kind(record)
                && !kind.eq_ignore_ascii_case(object)
            {
                let message = format!(
                    "the record is of type {}, the request of {}",
                    Shortened(kind),
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
    ApiError::new(
        400,
        "MISSING_ARGUMENT",
        format!("the parameter {name} is missing"),
    )
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
    let wanted: Wanted = body::of(request)?;
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
