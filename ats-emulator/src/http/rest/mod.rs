//! `/services/data/vXX.0`: one function answers a request, whether it came over HTTP or in a
//! composite one.
//!
//! | module | holds |
//! |---|---|
//! | `route` | from a path to what answers it |
//! | `body` | the JSON of a request |
//! | `conditional` | `If-…` headers |
//! | `metadata` | resources, describes, limits |
//! | `record` | one record |
//! | `files` | multipart bodies, downloads |
//! | `replication` | getUpdated and getDeleted |
//! | `query` | SOQL |
//! | `collections` | `/composite/sobjects` |
//! | `tree` | `/composite/tree` |
//! | `composite`, `composite_references` | `/composite` and its `@{…}` |
//! | `json_memory` | memory limits for JSON values |
//! | `batch`, `graph` | `/composite/batch`, `/composite/graph` |

mod batch;
mod body;
mod collections;
mod composite;
mod composite_references;
mod conditional;
mod files;
mod graph;
mod json_memory;
mod metadata;
mod query;
mod record;
mod replication;
mod route;
mod tree;

use std::sync::Arc;

use axum::body::Bytes;
use axum::http::{HeaderMap, Method, Uri};
use rusqlite::Connection;

use super::app::App;
use super::message::{Params, Payload, Request, Response, segments};
use super::middleware::LIMIT_INFO;
use super::{auth, limits, not_found};
use crate::error::{ApiError, ApiErrors};
use crate::org::{Actor, RecordReader, Transaction, VisibleObject};
use crate::version::ApiVersion;

/// Answers a request that came over HTTP.
pub(super) async fn enter(
    app: Arc<App>,
    method: Method,
    uri: &Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let path = uri
        .path()
        .strip_prefix("/services/data/")
        .unwrap_or_default();
    let (version, rest) = path.split_once('/').unwrap_or((path, ""));
    let version = match served(version) {
        Ok(version) => version,
        Err(refusal) => return refusal,
    };
    let Some(session) = auth::bearer(&headers).and_then(|token| app.sessions.find(token)) else {
        return auth::expired().into();
    };
    let Some(usage) = app.limits.count() else {
        let full = app.limits.usage().to_string();
        return Response::from(limits::exceeded()).header(LIMIT_INFO, &full);
    };
    let query = Params::parse(uri.query().unwrap_or_default());
    let method = overridden(method, &query);
    let path = segments(rest);
    let answer = tokio::task::spawn_blocking(move || {
        let Some(path) = path else {
            return not_found();
        };
        let actor = match app.actor(&session.user) {
            Ok(actor) => actor,
            Err(error) => return error.into(),
        };
        let request = Request {
            method,
            version,
            path,
            query,
            headers,
            body: Payload::Bytes(body),
        };
        Context {
            app: &app,
            actor: &actor,
            tx: None,
        }
        .answer(&request)
    })
    .await;
    answer
        .unwrap_or_else(|_| {
            // A panic, which the runtime has printed.
            ApiError::new(
                500,
                "UNKNOWN_EXCEPTION",
                "the emulator failed on this request; its error output says where",
            )
            .into()
        })
        .header(LIMIT_INFO, &usage.to_string())
}

/// The version of a path's segment, if it is served.
fn served(segment: &str) -> Result<ApiVersion, Response> {
    let version = ApiVersion::parse_segment(segment).ok_or_else(not_found)?;
    if version < ApiVersion::OLDEST {
        // "REST API returns 410: GONE" (Salesforce Help, *Salesforce Platform API Versions
        // 21.0 through 30.0 Retirement*).
        let message = format!(
            "API version {}.0 is retired; use {}.0 or later",
            version.number(),
            ApiVersion::OLDEST.number()
        );
        return Err(ApiError::new(410, "GONE", message).into());
    }
    if version > ApiVersion::LATEST {
        return Err(not_found());
    }
    Ok(version)
}

/// The method that a POST stands for: "If your HTTP library doesn't allow overriding or
/// setting an arbitrary HTTP method name, you can send a POST request and provide an override
/// … `?_HttpMethod=PATCH`" (REST API Developer Guide, *Update a Record*).
fn overridden(method: Method, query: &Params) -> Method {
    match query.get("_HttpMethod") {
        Some(name) if method == Method::POST => {
            Method::from_bytes(name.to_ascii_uppercase().as_bytes()).unwrap_or(method)
        }
        _ => method,
    }
}

/// Where a request is answered: whose it is, and in which transaction.
pub(super) struct Context<'a, 'tx> {
    app: &'a App,
    actor: &'a Actor,
    /// The transaction of an all-or-nothing composite request; otherwise every resource
    /// commits what it wrote.
    tx: Option<&'a mut Transaction<'tx>>,
}

impl<'a> Context<'a, '_> {
    /// Answers a request.
    pub(super) fn answer(&mut self, request: &Request) -> Response {
        route::dispatch(self, request)
    }

    /// An object that this user sees.
    fn object(&self, name: &str) -> Result<VisibleObject<'a>, ApiError> {
        self.actor.view.object(name).ok_or_else(ApiError::not_found)
    }

    /// Reads and writes: all of it, or nothing if it answers an error.
    fn write<R, E: From<ApiError>>(
        &mut self,
        work: impl FnOnce(&mut Transaction<'_>) -> Result<R, E>,
    ) -> Result<R, E> {
        match &mut self.tx {
            Some(tx) => tx.savepoint(work),
            None => self.app.org.write(self.actor, work),
        }
    }

    /// Reads one state of what this user sees.
    fn read<R, E: From<ApiError>>(
        &self,
        work: impl FnOnce(&Connection, RecordReader<'_>) -> Result<R, E>,
    ) -> Result<R, E> {
        match &self.tx {
            Some(tx) => work(tx.connection(), tx.reader()),
            None => self.app.org.read(|connection| {
                work(connection, RecordReader::new(connection, &self.actor.view))
            }),
        }
    }
}

/// What a resource answers.
type Outcome = Result<Response, Refusal>;

/// Why a request is not answered with what it asked for.
#[derive(Debug)]
enum Refusal {
    /// `[{message, errorCode}, …]`
    Errors(ApiErrors),
    /// Something else, such as 304.
    Answer(Response),
}

impl From<ApiError> for Refusal {
    fn from(error: ApiError) -> Self {
        Self::Errors(vec![error])
    }
}

impl From<ApiErrors> for Refusal {
    fn from(errors: ApiErrors) -> Self {
        Self::Errors(errors)
    }
}

impl From<Refusal> for Response {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Errors(errors) => errors.into(),
            Refusal::Answer(answer) => answer,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions() {
        assert_eq!(served("v63.0").unwrap(), ApiVersion::new(63));
        assert_eq!(served("v51.0").unwrap(), ApiVersion::new(51));
        assert_eq!(served("v30.0").unwrap_err().status, 410);
        assert_eq!(served("v69.0").unwrap_err().status, 404);
        assert_eq!(served("latest").unwrap_err().status, 404);
    }

    #[test]
    fn methods() {
        let query = Params::parse("_HttpMethod=patch");
        assert_eq!(overridden(Method::POST, &query), Method::PATCH);
        assert_eq!(overridden(Method::GET, &query), Method::GET);
        assert_eq!(overridden(Method::POST, &Params::default()), Method::POST);
    }
}
