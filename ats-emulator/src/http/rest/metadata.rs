//! Resources, objects, describes, limits.

use serde_json::{Value, json};

use super::conditional::{self, Validators};
use super::context::{Context, Outcome, Refusal};
use crate::error::{ApiError, ApiErrors};
use crate::http::message::{Request, Response};
use crate::org::{Field, VisibleObject};
use crate::version::ApiVersion;

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
    conditional_json(context, request, view.describe_global(request.version))
}

/// `/sobjects/X/describe`
pub(super) fn describe(context: &Context<'_, '_>, request: &Request, object: &str) -> Outcome {
    let view = &context.actor.view;
    match view.describe(object, request.version) {
        Some(describe) => conditional_json(context, request, describe),
        None => Err(ApiError::not_found().into()),
    }
}

/// Metadata changes only when the emulator is started anew, which is its date.
fn conditional_json(context: &Context<'_, '_>, request: &Request, value: Value) -> Outcome {
    let validators = Validators {
        modified: Some(context.app.started),
        etag: Some(conditional::etag(&value)),
    };
    conditional::check(request, &validators).map_err(Refusal::Response)?;
    Ok(conditional::with_validators(
        Response::ok(value),
        &validators,
    ))
}

/// `/sobjects/X`: the object in short, and the records that this user changed last.
pub(super) fn object(context: &Context<'_, '_>, request: &Request, object: &str) -> Outcome {
    let seen = context.object(object)?;
    let summary = seen.summary(request.version);
    let recent = recent_items(context, seen, request.version)?;
    Ok(Response::ok(
        json!({ "objectDescribe": summary, "recentItems": recent }),
    ))
}

/// The number of recent items that Salesforce shows.
const RECENT: usize = 10;

fn recent_items(
    context: &Context<'_, '_>,
    seen: VisibleObject<'_>,
    version: ApiVersion,
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
