//! `/composite/batch`: up to 25 independent requests in one.

use std::collections::HashMap;

use ats_schema::rules::api_limits::MAX_BATCH_SUBREQUESTS;
use serde::Deserialize;
use serde_json::{Value, json};

use super::body;
use super::composite::request_of;
use super::context::{Context, Outcome};
use crate::error::ApiError;
use crate::http::message::{Request, Response};

#[derive(Deserialize)]
struct Body {
    #[serde(default, rename = "haltOnError")]
    halt_on_error: bool,
    #[serde(rename = "batchRequests")]
    requests: Vec<Subrequest>,
}

#[derive(Deserialize)]
struct Subrequest {
    method: String,
    url: String,
    #[serde(default, rename = "richInput")]
    input: Option<Value>,
}

/// `POST /composite/batch`
pub(super) fn batch(context: &mut Context<'_, '_>, request: &Request) -> Outcome {
    let body: Body = body::deserialize(request)?;
    if body.requests.len() > MAX_BATCH_SUBREQUESTS {
        let message = format!(
            "the batch has {} subrequests, more than {MAX_BATCH_SUBREQUESTS}",
            body.requests.len()
        );
        return Err(ApiError::new(400, "LIMIT_EXCEEDED", message).into());
    }
    let mut has_errors = false;
    let mut results = Vec::with_capacity(body.requests.len());
    for request in body.requests {
        let answer = if has_errors && body.halt_on_error {
            let message = "Batch processing halted per request";
            ApiError::new(412, "BATCH_PROCESSING_HALTED", message).into()
        } else {
            match request_of(
                &request.method,
                &request.url,
                request.input,
                &HashMap::new(),
            ) {
                Ok(request) => context.respond(&request),
                Err(refusal) => refusal,
            }
        };
        let status = answer.status.as_u16();
        has_errors |= status >= 400;
        results.push(json!({ "statusCode": status, "result": answer.into_value() }));
    }
    Ok(Response::ok(
        json!({ "hasErrors": has_errors, "results": results }),
    ))
}
