//! getUpdated and getDeleted.

use serde_json::json;

use super::context::{Context, Outcome};
use crate::date_time::{self, Millis};
use crate::error::ApiError;
use crate::http::message::{Request, Response};
use crate::org::replication;
use crate::shortened::Shortened;

const MINUTE: Millis = 60 * 1000;
const DAY: Millis = 24 * 60 * MINUTE;
/// "Results are returned for no more than 30 days previous to the day the call is executed"
/// (REST API Developer Guide, *sObject Get Updated*).
const MOST: Millis = 30 * DAY;
/// The same for what was deleted: 15 days (*sObject Get Deleted*).
const MOST_DELETED: Millis = 15 * DAY;

/// `start` and `end`, checked. "The API ignores the seconds portion of the specified dateTime
/// value (for example, 12:30:15 is interpreted as 12:30:00 UTC)" (*sObject Get Updated*).
fn span(request: &Request) -> Result<(Millis, Millis), ApiError> {
    let moment = |name: &str| -> Result<Millis, ApiError> {
        let text = request.query.get(name).ok_or_else(|| {
            let message = format!(
                "the parameter {name} is missing: a date and time such as 2025-04-29T15:45:00Z"
            );
            ApiError::new(400, "MISSING_ARGUMENT", message)
        })?;
        // A plus sign of an offset arrives as a space where it was not encoded.
        let moment = date_time::parse(&text.replace(' ', "+")).ok_or_else(|| {
            let message = format!("{name} is not a date and time: {}", Shortened(text));
            ApiError::new(400, "INVALID_REPLICATION_DATE", message)
        })?;
        Ok(moment - moment.rem_euclid(MINUTE))
    };
    let (start, end) = (moment("start")?, moment("end")?);
    if start >= end {
        let message = "start must be at least a minute before end";
        return Err(ApiError::new(400, "INVALID_REPLICATION_DATE", message));
    }
    if start < date_time::now() - MOST {
        let message = "startDate before org replication enabled date";
        return Err(ApiError::new(400, "INVALID_REPLICATION_DATE", message));
    }
    Ok((start, end))
}

/// `/sobjects/X/updated?start=…&end=…`
pub(super) fn updated(context: &Context<'_, '_>, request: &Request, object: &str) -> Outcome {
    let object = context.object(object)?.object();
    let (start, end) = span(request)?;
    let (start, end) = (date_time::to_rest(start), date_time::to_rest(end));
    let ids =
        context.read(|connection, _| replication::updated(connection, object, &start, &end))?;
    Ok(Response::ok(
        json!({ "ids": ids, "latestDateCovered": covered(&end) }),
    ))
}

/// `/sobjects/X/deleted?start=…&end=…`
pub(super) fn deleted(context: &Context<'_, '_>, request: &Request, object: &str) -> Outcome {
    let object = context.object(object)?.object();
    let (start, end) = span(request)?;
    let earliest = date_time::now() - MOST_DELETED;
    let (start, end) = (
        date_time::to_rest(start.max(earliest)),
        date_time::to_rest(end),
    );
    let records =
        context.read(|connection, _| replication::deleted(connection, object, &start, &end))?;
    let records: Vec<_> = records
        .into_iter()
        .map(|(id, date)| json!({ "deletedDate": date, "id": id }))
        .collect();
    Ok(Response::ok(json!({
        "deletedRecords": records,
        "earliestDateAvailable": date_time::to_rest(earliest),
        "latestDateCovered": covered(&end),
    })))
}

/// The end of the covered time: the future is not covered yet.
fn covered(end: &str) -> String {
    let now = date_time::now();
    let now = date_time::to_rest(now - now.rem_euclid(1000));
    if end > now.as_str() {
        now
    } else {
        end.to_owned()
    }
}
