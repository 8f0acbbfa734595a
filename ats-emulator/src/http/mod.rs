//! The org over HTTP.
//!
//! | module | holds |
//! |---|---|
//! | `server` | connections |
//! | `gate` | what every request passes: limits of size, gzip, faults, the journal |
//! | `auth` | OAuth, SOAP login, sessions |
//! | `rest` | `/services/data` |
//! | `message` | a request and an answer without HTTP, as composite resources need them |
//! | `control` | `/__emulator`, for tests in other languages |
//! | `app`, `limits`, `journal` | what all requests share |
//! | `fault` | faults on demand |
//! | `gzip` | encodings |

pub(crate) mod app;
pub(crate) mod auth;
mod control;
pub(crate) mod fault;
mod gzip;
mod journal;
mod limits;
mod message;
mod middleware;
mod rest;
pub(crate) mod server;

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response as HttpResponse};
use axum::routing::any;
use serde_json::{Value, json};

use self::app::App;
use self::auth::{OauthError, identity, soap, token};
pub use self::journal::Exchange;
use self::message::{Content, Params, Response};
use crate::error::ApiError;
use crate::version::ApiVersion;

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
            middleware::pass,
        ))
        .with_state(Arc::clone(app));
    control::router(app).merge(org)
}

/// Runs what blocks where it may.
async fn blocking(work: impl FnOnce() -> Response + Send + 'static) -> HttpResponse {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|_| {
            // A panic, which the runtime has printed.
            ApiError::new(
                500,
                "UNKNOWN_EXCEPTION",
                "the emulator failed on this request; its error output says where",
            )
            .into()
        })
        .into_response()
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

async fn token_endpoint(State(app): Shared, parts: Parts, body: Bytes) -> HttpResponse {
    if parts.method != Method::POST {
        let refusal = OauthError::new("invalid_request", "must use HTTP POST");
        return Response::from(refusal).into_response();
    }
    let params = parameters(&parts, &body);
    blocking(move || token::token(&app, &params, &parts.headers)).await
}

async fn userinfo_endpoint(State(app): Shared, parts: Parts, body: Bytes) -> HttpResponse {
    let params = parameters(&parts, &body);
    blocking(move || identity::userinfo(&app, &params, &parts.headers)).await
}

async fn introspect_endpoint(State(app): Shared, parts: Parts, body: Bytes) -> HttpResponse {
    identity::introspect(&app, &parameters(&parts, &body), &parts.headers).into_response()
}

async fn revoke_endpoint(State(app): Shared, parts: Parts, body: Bytes) -> HttpResponse {
    identity::revoke(&app, &parameters(&parts, &body)).into_response()
}

async fn identity_endpoint(
    State(app): Shared,
    Path((org, user)): Path<(String, String)>,
    parts: Parts,
    body: Bytes,
) -> HttpResponse {
    let params = parameters(&parts, &body);
    blocking(move || identity::identity(&app, (&org, &user), &params, &parts.headers)).await
}

async fn soap_endpoint(
    State(app): Shared,
    Path(path): Path<Vec<(String, String)>>,
    method: Method,
    body: Bytes,
) -> HttpResponse {
    let segment = |name: &str| {
        path.iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.clone())
            .unwrap_or_default()
    };
    let Some(wsdl) = soap::Wsdl::of(&segment("wsdl")) else {
        return not_found().into_response();
    };
    if method != Method::POST {
        return Response::method_not_allowed(&method, "POST").into_response();
    }
    let version = segment("version");
    blocking(move || soap::call(&app, wsdl, &version, &body)).await
}

/// `/services/data`: the versions; nobody need sign in for it.
async fn versions(method: Method) -> HttpResponse {
    if method != Method::GET && method != Method::HEAD {
        return Response::method_not_allowed(&method, "GET,HEAD").into_response();
    }
    let versions: Vec<Value> = ApiVersion::listed()
        .map(|version| {
            json!({
                "label": version.label(),
                "url": format!("/services/data/{version}"),
                "version": format!("{}.0", version.number()),
            })
        })
        .collect();
    Response::ok(Value::Array(versions)).into_response()
}

async fn rest_endpoint(
    State(app): Shared,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> HttpResponse {
    let is_pretty = headers
        .get("x-prettyprint")
        .is_some_and(|value| value == "1");
    let mut answer = rest::enter(app, method, &uri, headers, body).await;
    if is_pretty {
        answer.content = pretty(answer.content);
    }
    answer.into_response()
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

fn not_found() -> Response {
    ApiError::not_found().into()
}

async fn nowhere() -> HttpResponse {
    not_found().into_response()
}

const JSON: HeaderValue = HeaderValue::from_static("application/json;charset=UTF-8");

impl IntoResponse for Response {
    fn into_response(self) -> HttpResponse {
        let (content_type, body) = match self.content {
            Content::Empty => (None, Body::empty()),
            Content::Json(value) => (Some(JSON), Body::from(value.to_string())),
            Content::JsonText(text) => (Some(JSON), Body::from(text)),
            Content::Raw {
                content_type,
                bytes,
            } => (Some(content_type), Body::from(bytes)),
        };
        let mut response = HttpResponse::new(body);
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        if let Some(content_type) = content_type {
            headers.insert(header::CONTENT_TYPE, content_type);
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Token"));
        }
        for (name, value) in self.headers {
            headers.insert(name, value);
        }
        response
    }
}
