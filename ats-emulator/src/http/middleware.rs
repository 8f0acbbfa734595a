//! Limits of size, compression, faults and the journal, for every request to the org.

use std::sync::Arc;

use ats_schema::rules::api_limits::MAX_URI_AND_HEADERS;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request as HttpRequest, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response as HttpResponse};
use axum::{Extension, http};

use super::app::App;
use super::fault::connection::{Cut, drip, half_then_cut};
use super::fault::{self, Fault, FaultKind};
use super::journal::Exchange;
use super::limits::LIMIT_INFO;
use super::message::{Content, Response};
use super::{auth, gzip};
use crate::error::ApiError;

/// The longest body of a sign-in, in bytes: a limit of this emulator, which keeps client Ids for
/// as long as a session lasts. A JWT assertion has one or two thousand bytes.
const MAX_SIGN_IN: usize = 16_384;

/// Checks a request, passes it to the org or to a fault, and finishes the response.
pub(super) async fn handle(
    State(app): State<Arc<App>>,
    Extension(cut): Extension<Cut>,
    request: HttpRequest,
    next: Next,
) -> HttpResponse {
    if !app.settings.latency.is_zero() {
        tokio::time::sleep(app.settings.latency).await;
    }
    let (mut parts, body) = request.into_parts();
    let mut exchange = Exchange {
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        status: 0,
        fault: None,
    };
    let note = |mut exchange: Exchange, status: StatusCode| {
        exchange.status = status.as_u16();
        app.journal.add(exchange);
    };
    let body = match read_body(&app, &mut parts, body).await {
        Ok(body) => body,
        Err(refusal) => {
            let answer = compressed(&parts, refusal.into_response()).await;
            note(exchange, answer.status());
            return answer;
        }
    };
    let header = parts
        .headers
        .get(fault::HEADER)
        .and_then(|value| value.to_str().ok());
    let picked = app
        .faults
        .pick(parts.method.as_str(), parts.uri.path(), header);
    let fault = match picked {
        Ok(fault) => fault,
        Err(error) => {
            let refusal = ApiError::new(400, "EMULATOR_FAULT", error.to_string());
            note(exchange, StatusCode::BAD_REQUEST);
            return Response::from(refusal).into_response();
        }
    };
    let Some(fault) = fault else {
        let answer = compressed(&parts, execute(&parts, &body, &next).await).await;
        note(exchange, answer.status());
        return answer;
    };
    exchange.fault = Some(fault.kind().name());
    let answer = respond_with_fault(&app, &fault, &parts, &body, &next, cut).await;
    note(exchange, answer.status());
    answer
}

/// The body, whole and decompressed; or the response to a request that is not allowed.
async fn read_body(app: &App, parts: &mut Parts, body: Body) -> Result<Bytes, Response> {
    let target = parts
        .uri
        .path_and_query()
        .map_or(0, |target| target.as_str().len());
    if target > MAX_URI_AND_HEADERS {
        let message = "the length of the URI exceeds the 16,384-byte limit";
        return Err(ApiError::new(414, "URI_TOO_LONG", message).into());
    }
    let headers: usize = parts
        .headers
        .iter()
        // `name: value` and the end of the line.
        .map(|(name, value)| name.as_str().len() + value.len() + 4)
        .sum();
    if target + headers > MAX_URI_AND_HEADERS {
        let message = "the combined length of the URI and headers exceeds the 16,384-byte limit";
        return Err(ApiError::new(431, "REQUEST_HEADER_FIELDS_TOO_LARGE", message).into());
    }
    // HTTP/2 has the host in the URI; what comes after need not know which it was.
    if !parts.headers.contains_key(header::HOST)
        && let Some(host) = parts.uri.host()
        && let Ok(host) = HeaderValue::from_str(host)
    {
        parts.headers.insert(header::HOST, host);
    }
    let limit = body_limit(parts.uri.path(), app.settings.max_body);
    let too_large = || {
        Response::from(ApiError::new(
            413,
            "REQUEST_ENTITY_TOO_LARGE",
            format!("the body is larger than {limit} bytes, the most this emulator takes here"),
        ))
    };
    let bytes = to_bytes(body, limit).await.map_err(|_| too_large())?;
    let Some(coding) = parts.headers.get(header::CONTENT_ENCODING) else {
        return Ok(bytes);
    };
    if !coding.as_bytes().eq_ignore_ascii_case(b"gzip") {
        let message = "of content encodings, only gzip is supported";
        return Err(ApiError::new(415, "UNSUPPORTED_MEDIA_TYPE", message).into());
    }
    parts.headers.remove(header::CONTENT_ENCODING);
    match gzip::decompress(&bytes, limit) {
        Ok(Some(plain)) => Ok(plain.into()),
        Ok(None) => Err(too_large()),
        Err(_) => Err(ApiError::new(400, "JSON_PARSER_ERROR", "the body is not valid gzip").into()),
    }
}

/// The longest body that a path takes.
fn body_limit(path: &str, of_data: usize) -> usize {
    let is_sign_in = ["/services/oauth2/", "/services/Soap/", "/id/"]
        .iter()
        .any(|prefix| path.starts_with(prefix));
    if is_sign_in {
        of_data.min(MAX_SIGN_IN)
    } else {
        of_data
    }
}

async fn execute(parts: &Parts, body: &Bytes, next: &Next) -> HttpResponse {
    let request = http::Request::from_parts(parts.clone(), Body::from(body.clone()));
    next.clone().run(request).await
}

/// A response without a fault: compressed if the request accepts that.
async fn compressed(parts: &Parts, answer: HttpResponse) -> HttpResponse {
    let (mut head, body) = split(answer).await;
    let body = encode(&parts.headers, &mut head, body);
    finish(parts, head, body)
}

/// Takes an answer apart; all of ours are complete, so their bodies cannot fail.
async fn split(answer: HttpResponse) -> (http::response::Parts, Bytes) {
    let (head, body) = answer.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    (head, body)
}

fn encode(request: &HeaderMap, head: &mut http::response::Parts, body: Bytes) -> Bytes {
    if !gzip::is_wanted(request, body.len()) {
        return body;
    }
    let Ok(packed) = gzip::compress(&body) else {
        return body;
    };
    head.headers
        .insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    head.headers
        .insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    packed.into()
}

/// An answer to a HEAD has the headers of one to a GET, its length among them, and no body.
fn finish(parts: &Parts, mut head: http::response::Parts, body: Bytes) -> HttpResponse {
    if parts.method == Method::HEAD {
        head.headers
            .insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
        return HttpResponse::from_parts(head, Body::empty());
    }
    HttpResponse::from_parts(head, Body::from(body))
}

/// The response to a request that a fault hits.
async fn respond_with_fault(
    app: &App,
    fault: &Fault,
    parts: &Parts,
    body: &Bytes,
    next: &Next,
    cut: Cut,
) -> HttpResponse {
    if fault.kind() == FaultKind::EndSession
        && let Some(token) = auth::bearer(&parts.headers)
    {
        app.sessions.end(token);
    }
    if let Some(mut answer) = fault::error_response(fault) {
        let counted = matches!(answer.content, Content::Json(_) | Content::JsonText(_))
            && answer.status != StatusCode::UNAUTHORIZED;
        if counted {
            answer = answer.header(LIMIT_INFO, &app.limits.usage().to_string());
        }
        return compressed(parts, answer.into_response()).await;
    }
    if fault.kind() == FaultKind::Reset {
        cut.now();
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let mut answer = execute(parts, body, next).await;
    if fault.kind() == FaultKind::Duplicate {
        answer = execute(parts, body, next).await;
    }
    let (mut head, mut bytes) = split(answer).await;
    match fault.kind() {
        FaultKind::TruncatedJson => bytes.truncate(bytes.len() / 2),
        FaultKind::WrongContentType => {
            let html = HeaderValue::from_static("text/html; charset=UTF-8");
            head.headers.insert(header::CONTENT_TYPE, html);
        }
        FaultKind::Hang => tokio::time::sleep(fault.wait()).await,
        _ => {}
    }
    let bytes = encode(&parts.headers, &mut head, bytes);
    match fault.kind() {
        FaultKind::LostAnswer => cut.now(),
        FaultKind::ResetMidBody if bytes.is_empty() => cut.now(),
        FaultKind::ResetMidBody => {
            // The peer has to know how much is missing.
            head.headers
                .insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.len()));
            return HttpResponse::from_parts(head, half_then_cut(&bytes, cut));
        }
        FaultKind::SlowDrip => {
            return HttpResponse::from_parts(head, drip(bytes, fault.wait()));
        }
        _ => {}
    }
    finish(parts, head, bytes)
}
