//! The paths that are served.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Uri, header};
use axum::routing::any;
use serde_json::{Value, json};

use super::app::App;
use super::auth::{OauthError, identity, soap, token};
use super::message::{Content, Params, Response};
use super::{blocking, control, middleware, rest};
use crate::version;

type Shared = State<Arc<App>>;

/// Everything that is served.
pub(crate) fn router(app: &Arc<App>) -> Router {
    let org = Router::new()
        .route("/services/oauth2/token", any(token_endpoint))
        .route("/services/oauth2/userinfo", any(userinfo_endpoint))
        .route("/services/oauth2/introspect", any(introspect_endpoint))
        .route("/services/oauth2/revoke", any(revoke_endpoint))
        .route("/id/{org}/{user}", any(identity_endpoint))
        .route("/services/Soap/{wsdl}/{version}", any(soap_endpoint))
        .route("/services/Soap/{wsdl}/{version}/{org}", any(soap_endpoint))
        .route("/services/data", any(versions))
        .route("/services/data/", any(versions))
        .route("/services/data/{*rest}", any(rest_endpoint))
        .fallback(nowhere)
        // The gate has its own.
        .layer(DefaultBodyLimit::disable())
        .layer(axum::middleware::from_fn_with_state(
            Arc::clone(app),
            middleware::handle,
        ))
        .with_state(Arc::clone(app));
    control::router(app).merge(org)
}

/// Parameters of the body, if it is a form, and after them those of the URL, which the guide
/// shows and Salesforce accepts.
fn parameters(parts: &Parts, body: &Bytes) -> Params {
    let url = Params::parse(parts.uri.query().unwrap_or_default());
    let is_form = parts
        .headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.starts_with("application/x-www-form-urlencoded"));
    match str::from_utf8(body) {
        Ok(text) if is_form => Params::parse(text).and(url),
        _ => url,
    }
}

async fn token_endpoint(State(app): Shared, parts: Parts, body: Bytes) -> Response {
    if parts.method != Method::POST {
        let refusal = OauthError::new("invalid_request", "must use HTTP POST");
        return refusal.into();
    }
    let params = parameters(&parts, &body);
    blocking::respond(move || token::token(&app, &params, &parts.headers)).await
}

async fn userinfo_endpoint(State(app): Shared, parts: Parts, body: Bytes) -> Response {
    let params = parameters(&parts, &body);
    blocking::respond(move || identity::userinfo(&app, &params, &parts.headers)).await
}

async fn introspect_endpoint(State(app): Shared, parts: Parts, body: Bytes) -> Response {
    identity::introspect(&app, &parameters(&parts, &body), &parts.headers)
}

async fn revoke_endpoint(State(app): Shared, parts: Parts, body: Bytes) -> Response {
    identity::revoke(&app, &parameters(&parts, &body))
}

async fn identity_endpoint(
    State(app): Shared,
    Path((org, user)): Path<(String, String)>,
    parts: Parts,
    body: Bytes,
) -> Response {
    let params = parameters(&parts, &body);
    blocking::respond(move || identity::identity(&app, (&org, &user), &params, &parts.headers))
        .await
}

async fn soap_endpoint(
    State(app): Shared,
    Path(path): Path<Vec<(String, String)>>,
    method: Method,
    body: Bytes,
) -> Response {
    let segment = |name: &str| {
        path.iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.clone())
            .unwrap_or_default()
    };
    let Some(wsdl) = soap::Wsdl::from_letter(&segment("wsdl")) else {
        return Response::not_found();
    };
    if method != Method::POST {
        return Response::method_not_allowed(&method, "POST");
    }
    let version = segment("version");
    blocking::respond(move || soap::call(&app, wsdl, &version, &body)).await
}

/// `/services/data`: the versions; nobody need sign in for it.
async fn versions(method: Method) -> Response {
    if method != Method::GET && method != Method::HEAD {
        return Response::method_not_allowed(&method, "GET,HEAD");
    }
    let versions: Vec<Value> = version::listed()
        .map(|version| {
            json!({
                "label": version.release(),
                "url": format!("/services/data/{version}"),
                "version": format!("{}.0", version.number()),
            })
        })
        .collect();
    Response::ok(Value::Array(versions))
}

async fn rest_endpoint(
    State(app): Shared,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let is_pretty = headers
        .get("x-prettyprint")
        .is_some_and(|value| value == "1");
    let mut answer = rest::endpoint::respond(app, method, &uri, headers, body).await;
    if is_pretty {
        answer.content = pretty(answer.content);
    }
    answer
}

/// `X-PrettyPrint: 1` asks for lines and indents.
fn pretty(content: Content) -> Content {
    let value = match &content {
        Content::Json(value) => Some(value.clone()),
        Content::JsonText(text) => serde_json::from_str(text).ok(),
        Content::Empty | Content::Raw { .. } => None,
    };
    match value.map(|value| serde_json::to_string_pretty(&value)) {
        Some(Ok(text)) => Content::JsonText(text),
        _ => content,
    }
}

async fn nowhere() -> Response {
    Response::not_found()
}
