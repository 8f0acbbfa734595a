//! SOQL.

use super::{Context, Outcome};
use crate::error::ApiError;
use crate::http::message::{Request, Response};
use crate::query::{Answer, RunOptions};

/// `/query?q=…` and `/queryAll?q=…`, with `explain=` and `columns=true`.
pub(super) fn query(context: &Context<'_, '_>, request: &Request, all: bool) -> Outcome {
    let options = RunOptions {
        all,
        version: request.version,
        batch: batch_size(request),
    };
    let (app, actor) = (context.app, context.actor);
    let answer = if let Some(soql) = request.query.get("explain") {
        match &context.tx {
            Some(tx) => app
                .queries
                .explain_on(tx.connection(), actor, soql, options),
            None => app.queries.explain(actor, soql, options),
        }
    } else if let Some(soql) = request.query.get("q") {
        if request.query.is_true("columns") {
            app.queries.columns(actor, soql, options)
        } else {
            match &context.tx {
                Some(tx) => app.queries.run_on(tx.connection(), actor, soql, options),
                None => app.queries.run(actor, soql, options),
            }
        }
    } else {
        Err(ApiError::new(
            400,
            "MALFORMED_QUERY",
            "A query string has to be specified",
        ))
    };
    answered(answer)
}

/// `/query/LOCATOR-OFFSET`
pub(super) fn more(context: &Context<'_, '_>, request: &Request, locator: &str) -> Outcome {
    let batch = batch_size(request);
    let (app, actor) = (context.app, context.actor);
    answered(match &context.tx {
        Some(tx) => app
            .queries
            .more_on(tx.connection(), actor, locator, request.version, batch),
        None => app.queries.more(actor, locator, request.version, batch),
    })
}

fn answered(answer: Result<Answer, ApiError>) -> Outcome {
    Ok(Response::json_text(answer?.json))
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
