//! One record.

use axum::http::{StatusCode, header};
use serde_json::{Map, Value, json};

use super::conditional::{self, Validators};
use super::context::{Context, Outcome, Refusal};
use super::{body, files};
use crate::date_time::{self, Millis};
use crate::error::{ApiError, ApiErrors};
use crate::http::message::{Request, Response};
use crate::org::{Transaction, full_id, no_such_key};
use crate::version::{ApiVersion, record_path};

/// From this version on, an upsert says whether it created the record, and one that updates
/// answers 200 instead of 204 (REST API Developer Guide, *Insert or Update (Upsert) a Record
/// Using an External ID*).
const UPSERT_ANSWERS: ApiVersion = ApiVersion::new(46);

/// Returns true if a segment names a field of an object that this user sees: then the next segment
/// is a value of it; otherwise the segment is an Id.
pub(super) fn is_field(context: &Context<'_, '_>, object: &str, name: &str) -> bool {
    context
        .actor
        .view
        .object(object)
        .is_some_and(|object| object.field(name).is_some())
}

/// The object's name as it is spelled, if this user sees it.
fn spelled(context: &Context<'_, '_>, object: &str) -> Result<String, Refusal> {
    Ok(context.object(object)?.object().name.clone())
}

/// Refuses a text in the place of an Id that is not an Id: Salesforce reads it as the name of an
/// external id field.
fn well_formed(id: &str) -> Result<(), ApiError> {
    if full_id(id).is_some() {
        return Ok(());
    }
    Err(no_such_key(id))
}

/// `POST /sobjects/X`
pub(super) fn create(context: &mut Context<'_, '_>, request: &Request, object: &str) -> Outcome {
    let object = spelled(context, object)?;
    let (fields, file) = files::record(request)?;
    let id = context.write(|tx| -> Result<_, ApiErrors> {
        tx.create_with(&object, &fields, file.as_ref().map(files::File::blob))
    })?;
    let body = json!({ "id": id, "success": true, "errors": [] });
    let place = record_path(request.version, &object, &id);
    Ok(Response::json(StatusCode::CREATED, body).header(header::LOCATION, &place))
}

/// `GET /sobjects/X/ID`
pub(super) fn retrieve(
    context: &Context<'_, '_>,
    request: &Request,
    object: &str,
    id: &str,
) -> Outcome {
    let object = spelled(context, object)?;
    let fields = request.query.list("fields");
    let (record, validators) = context.read(|_, reader| -> Result<_, ApiErrors> {
        let record = reader.retrieve(&object, id, fields.as_deref(), request.version)?;
        let whole = match fields {
            None => record.clone(),
            Some(_) => reader.retrieve(&object, id, None, request.version)?,
        };
        Ok((record, validators(&object, whole)))
    })?;
    conditional::check(request, &validators).map_err(Refusal::Response)?;
    let response = Response::ok(Value::Object(record));
    Ok(conditional::with_validators(response, &validators))
}

/// When a record was last changed, if its fields say so.
fn last_modified(record: &Map<String, Value>) -> Option<Millis> {
    ["LastModifiedDate", "SystemModstamp"]
        .iter()
        .find_map(|name| date_time::parse(record.get(*name)?.as_str()?))
}

/// The validators of a record.
fn validators(object: &str, record: Map<String, Value>) -> Validators {
    Validators {
        modified: last_modified(&record),
        etag: (object == "Account").then(|| conditional::etag(&Value::Object(record))),
    }
}

/// Returns true if a request has conditions: only then is the record read.
fn is_conditional(request: &Request) -> bool {
    [
        header::IF_MATCH,
        header::IF_NONE_MATCH,
        header::IF_MODIFIED_SINCE,
        header::IF_UNMODIFIED_SINCE,
    ]
    .iter()
    .any(|name| request.headers.contains_key(name))
}

/// Checks the conditions of a write, in its transaction.
fn check(tx: &Transaction<'_>, request: &Request, object: &str, id: &str) -> Result<(), Refusal> {
    if !is_conditional(request) {
        return Ok(());
    }
    let record = tx.reader().retrieve(object, id, None, request.version)?;
    conditional::check(request, &validators(object, record)).map_err(Refusal::Response)
}

/// `PATCH /sobjects/X/ID`
pub(super) fn update(
    context: &mut Context<'_, '_>,
    request: &Request,
    object: &str,
    id: &str,
) -> Outcome {
    let object = spelled(context, object)?;
    well_formed(id)?;
    let (fields, file) = files::record(request)?;
    context.write(|tx| -> Result<(), Refusal> {
        check(tx, request, &object, id)?;
        Ok(tx.update_with(&object, id, &fields, file.as_ref().map(files::File::blob))?)
    })?;
    Ok(Response::empty(StatusCode::NO_CONTENT))
}

/// `DELETE /sobjects/X/ID`
pub(super) fn delete(
    context: &mut Context<'_, '_>,
    request: &Request,
    object: &str,
    id: &str,
) -> Outcome {
    let object = spelled(context, object)?;
    well_formed(id)?;
    context.write(|tx| -> Result<(), Refusal> {
        check(tx, request, &object, id)?;
        Ok(tx.delete(Some(&object), id)?)
    })?;
    Ok(Response::empty(StatusCode::NO_CONTENT))
}

/// `GET /sobjects/X/Field/Value`
pub(super) fn retrieve_by(
    context: &mut Context<'_, '_>,
    request: &Request,
    object: &str,
    key: (&str, &str),
) -> Outcome {
    let object = spelled(context, object)?;
    let id = context
        .read(|_, reader| reader.find(&object, key.0, key.1))
        .map_err(|errors: ApiErrors| choices(request.version, &object, errors))?;
    retrieve(context, request, &object, &id)
}

/// `DELETE /sobjects/X/Field/Value`
pub(super) fn delete_by(
    context: &mut Context<'_, '_>,
    request: &Request,
    object: &str,
    key: (&str, &str),
) -> Outcome {
    let object = spelled(context, object)?;
    context.write(|tx| -> Result<(), Refusal> {
        let id = tx
            .reader()
            .find(&object, key.0, key.1)
            .map_err(|errors| choices(request.version, &object, errors))?;
        check(tx, request, &object, &id)?;
        Ok(tx.delete(Some(&object), &id)?)
    })?;
    Ok(Response::empty(StatusCode::NO_CONTENT))
}

/// 300 where several records have a key: "the value returned when an external ID exists in
/// more than one record. The response body contains the list of matching records." Other
/// errors stay what they are.
fn choices(version: ApiVersion, object: &str, errors: ApiErrors) -> Refusal {
    let places: Vec<Value> = errors
        .iter()
        .flat_map(|error| &error.matches)
        .map(|id| record_path(version, object, id).into())
        .collect();
    if places.is_empty() {
        return Refusal::Errors(errors);
    }
    let answer = Response::json(StatusCode::MULTIPLE_CHOICES, Value::Array(places));
    Refusal::Response(answer)
}

/// `PATCH /sobjects/X/Field/Value`
pub(super) fn upsert(
    context: &mut Context<'_, '_>,
    request: &Request,
    object: &str,
    key: (&str, &str),
) -> Outcome {
    let object = spelled(context, object)?;
    let fields = body::object(request)?;
    let several = |errors| choices(request.version, &object, errors);
    let done = context.write(|tx| -> Result<_, Refusal> {
        let found = tx.reader().find(&object, key.0, key.1);
        if let Ok(id) = &found {
            check(tx, request, &object, id)?;
        }
        if request.query.is_true("updateOnly") {
            found.map_err(several)?;
        }
        tx.upsert(&object, key.0, key.1, &fields).map_err(several)
    })?;
    let mut body = json!({ "id": done.id, "success": true, "errors": [] });
    if request.version >= UPSERT_ANSWERS {
        body["created"] = done.created.into();
    }
    if done.created {
        let place = record_path(request.version, &object, &done.id);
        return Ok(Response::json(StatusCode::CREATED, body).header(header::LOCATION, &place));
    }
    if request.version < UPSERT_ANSWERS {
        return Ok(Response::empty(StatusCode::NO_CONTENT));
    }
    Ok(Response::ok(body))
}

/// A refusal of a record, as collections and trees have it.
pub(super) fn result_of(error: &ApiError) -> Value {
    if error.code == "NOT_FOUND" {
        // What is 404 for one record is a wrong reference among many.
        let message = "invalid cross reference id";
        return ApiError::new(400, "INVALID_CROSS_REFERENCE_KEY", message).to_result();
    }
    error.to_result()
}
