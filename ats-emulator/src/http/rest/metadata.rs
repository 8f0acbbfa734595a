//! What there is: resources, objects, describes, limits.

use serde_json::{Value, json};

use super::conditional::{self, State};
use super::{Context, Outcome, Refusal};
use crate::date_time;
use crate::error::{ApiError, ApiErrors};
use crate::http::message::{Request, Response};
use crate::org::{Field, VisibleObject};

/// `/services/data/vXX.0`
pub(super) fn resources(request: &Request) -> Outcome {
    let base = format!("/services/data/{}", request.version);
    let path = |name: &str| format!("{base}/{name}");
    Ok(Response::ok(json!({
        "composite": path("composite"),
        "limits": path("limits"),
        "query": path("query"),
        "queryAll": path("queryAll"),
        "sobjects": path("sobjects"),
    })))
}

/// `/limits`
pub(super) fn limits(context: &Context<'_, '_>) -> Outcome {
    Ok(Response::ok(context.app.limits.to_json()))
}

/// `/sobjects`
pub(super) fn objects(context: &Context<'_, '_>, request: &Request) -> Outcome {
    let view = &context.actor.view;
    conditional_json(
        context,
        request,
        view.describe_global(request.version.number().into()),
    )
}

/// `/sobjects/X/describe`
pub(super) fn describe(context: &Context<'_, '_>, request: &Request, object: &str) -> Outcome {
    let view = &context.actor.view;
    match view.describe(object, request.version.number().into()) {
        Some(describe) => conditional_json(context, request, describe),
        None => Err(ApiError::not_found().into()),
    }
}

/// Metadata changes only when the emulator is started anew, which is its date.
fn conditional_json(context: &Context<'_, '_>, request: &Request, value: Value) -> Outcome {
    let state = State {
        modified: Some(context.app.started),
        etag: Some(conditional::etag(&value)),
    };
    conditional::check(request, &state).map_err(Refusal::Answer)?;
    Ok(conditional::tagged(Response::ok(value), &state))
}

/// `/sobjects/X`: the object in short, and the records this user changed last.
pub(super) fn object(context: &Context<'_, '_>, request: &Request, object: &str) -> Outcome {
    let version = u32::from(request.version.number());
    let view = &context.actor.view;
    let seen = context.object(object)?;
    let name = &seen.object().name;
    let mut global = view.describe_global(version);
    let summary = global["sobjects"]
        .as_array_mut()
        .and_then(|all| all.iter_mut().find(|one| one["name"] == name.as_str()))
        .map(Value::take)
        .ok_or_else(ApiError::not_found)?;
    let recent = recent_items(context, seen, version)?;
    Ok(Response::ok(
        json!({ "objectDescribe": summary, "recentItems": recent }),
    ))
}

/// How many recent items Salesforce shows.
const RECENT: usize = 10;

fn recent_items(
    context: &Context<'_, '_>,
    seen: VisibleObject<'_>,
    version: u32,
) -> Result<Vec<Value>, ApiErrors> {
    if seen.field("LastModifiedById").is_none() || seen.field("LastModifiedDate").is_none() {
        return Ok(Vec::new());
    }
    let table = &seen.object().table;
    let sql = format!(
        "SELECT Id FROM {table} WHERE LastModifiedById = ?1 AND IsDeleted = 0 \
         ORDER BY LastModifiedDate DESC, Id DESC LIMIT {RECENT}"
    );
    let object = &seen.object().name;
    let name = seen.object().name_field().map(Field::name);
    let fields: Vec<&str> = ["Id"].into_iter().chain(name).collect();
    context.read(|connection, reader| -> Result<Vec<Value>, ApiErrors> {
        let ids = || -> rusqlite::Result<Vec<String>> {
            let mut statement = connection.prepare_cached(&sql)?;
            let ids = statement.query_map([&context.actor.user_id], |row| row.get(0))?;
            ids.collect()
        };
        let ids = ids().map_err(ApiError::from)?;
        ids.iter()
            .map(|id| {
                reader
                    .retrieve(object, id, Some(&fields), version)
                    .map(Value::Object)
            })
            .collect()
    })
}

/// When a record was last changed, if its fields say so.
pub(super) fn last_modified(record: &serde_json::Map<String, Value>) -> Option<date_time::Millis> {
    ["LastModifiedDate", "SystemModstamp"]
        .iter()
        .find_map(|name| date_time::parse(record.get(*name)?.as_str()?))
}
