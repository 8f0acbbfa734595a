//! `/__emulator`: what [`Emulator`](crate::Emulator) offers in process, over HTTP, for tests
//! in other languages. Nobody need sign in for it, and no fault hits it.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{delete, get};
use serde_json::json;

use super::app::App;
use super::fault::{Fault, FaultError};
use super::message::Response;
use crate::error::ApiError;

pub(super) fn router(app: &Arc<App>) -> Router {
    Router::new()
        .route(
            "/__emulator/faults",
            get(list_faults).post(add_faults).delete(clear_faults),
        )
        .route(
            "/__emulator/requests",
            get(list_requests).delete(clear_requests),
        )
        .route("/__emulator/sessions", delete(end_sessions))
        .with_state(Arc::clone(app))
}

/// One fault per line, as in the header.
async fn add_faults(State(app): State<Arc<App>>, body: String) -> Response {
    let parsed: Result<Vec<Fault>, FaultError> = body
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::parse)
        .collect();
    match parsed {
        Ok(faults) if faults.is_empty() => fault_error("the body holds no fault; write one a line"),
        Ok(faults) => {
            for fault in faults {
                app.faults.add(fault);
            }
            list_faults(State(app)).await
        }
        Err(error) => fault_error(&error.to_string()),
    }
}

fn fault_error(message: &str) -> Response {
    Response::from(ApiError::new(400, "EMULATOR_FAULT", message))
}

async fn list_faults(State(app): State<Arc<App>>) -> Response {
    Response::ok(json!(app.faults.report()))
}

async fn clear_faults(State(app): State<Arc<App>>) -> StatusCode {
    app.faults.clear();
    StatusCode::NO_CONTENT
}

async fn list_requests(State(app): State<Arc<App>>) -> Response {
    Response::ok(json!(app.requests()))
}

async fn clear_requests(State(app): State<Arc<App>>) -> StatusCode {
    app.clear_requests();
    StatusCode::NO_CONTENT
}

async fn end_sessions(State(app): State<Arc<App>>) -> StatusCode {
    app.end_sessions();
    StatusCode::NO_CONTENT
}
