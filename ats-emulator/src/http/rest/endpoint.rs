//! Requests that came over HTTP.

use std::sync::Arc;

use axum::body::Bytes;
use axum::http::{HeaderMap, Method, Uri};

use super::context::Context;
use super::resource::{served, split_version};
use super::route;
use crate::http::app::App;
use crate::http::limits::{self, LIMIT_INFO};
use crate::http::message::{Params, Payload, Request, Response, segments};
use crate::http::{auth, blocking};

/// Responds to a request that came over HTTP.
pub(in crate::http) async fn respond(
    app: Arc<App>,
    method: Method,
    uri: &Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let (version, rest) = split_version(uri.path());
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
    let response = blocking::respond(move || {
        let Some(path) = path else {
            return Response::not_found();
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
            dispatch: route::dispatch,
        }
        .respond(&request)
    })
    .await;
    response.header(LIMIT_INFO, &usage.to_string())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods() {
        let query = Params::parse("_HttpMethod=patch");
        assert_eq!(overridden(Method::POST, &query), Method::PATCH);
        assert_eq!(overridden(Method::GET, &query), Method::GET);
        assert_eq!(overridden(Method::POST, &Params::default()), Method::POST);
    }
}
