//! SOQL.

use super::context::{Context, Outcome};
use crate::error::ApiError;
use crate::http::message::{Payload, Request, Response};
use crate::query::{MAX_PAGE, MAX_PAGE_WITHIN, RunOptions};

/// `/query?q=…` and `/queryAll?q=…`, with `explain=` and `columns=true`.
pub(super) fn query(context: &Context<'_, '_>, request: &Request, all: bool) -> Outcome {
    let options = options(request, all);
    let (queries, actor) = (&context.app.queries, context.actor);
    let answer = if let Some(soql) = request.query.get("explain") {
        context.read(|connection, _| queries.explain(connection, actor, soql, options))
    } else if let Some(soql) = request.query.get("q") {
        if request.query.is_true("columns") {
            queries.columns(actor, soql, options)
        } else {
            context.read(|connection, _| queries.run(connection, actor, soql, options))
        }
    } else {
        let message = "A query string has to be specified";
        Err(ApiError::new(400, "MALFORMED_QUERY", message))
    };
    Ok(Response::json_text(answer?))
}

/// `/query/LOCATOR-OFFSET`
pub(super) fn more(context: &Context<'_, '_>, request: &Request, locator: &str) -> Outcome {
    let (queries, actor) = (&context.app.queries, context.actor);
    let options = options(request, false);
    let answer = context.read(|connection, _| queries.more(connection, actor, locator, options));
    Ok(Response::json_text(answer?))
}

fn options(request: &Request, all: bool) -> RunOptions {
    RunOptions {
        all,
        version: request.version,
        batch: batch_size(request),
        page: match request.body {
            Payload::Bytes(_) => MAX_PAGE,
            Payload::Json(_) => MAX_PAGE_WITHIN,
        },
    }
}

/// `Sforce-Query-Options: batchSize=N`.
fn batch_size(request: &Request) -> Option<usize> {
    request
        .header("sforce-query-options")?
        .split([',', ';'])
        .find_map(|option| {
            let (name, value) = option.split_once('=')?;
            let is_it = name.trim().eq_ignore_ascii_case("batchSize");
            is_it.then(|| value.trim().parse().ok())?
        })
}
