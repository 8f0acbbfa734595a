//! Stands between a client and an org, and writes down what each says.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use reqwest::header::{
    ACCEPT_ENCODING, CONNECTION, CONTENT_LENGTH, HOST, HeaderMap, TRANSFER_ENCODING,
};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// A request and its answer.
#[derive(Clone, Debug)]
pub struct Exchange {
    pub method: String,
    /// Path and query.
    pub target: String,
    /// The request's headers.
    pub headers: HeaderMap,
    /// The request's body.
    pub request: String,
    pub status: u16,
    /// The answer's body.
    pub answer: String,
}

impl Exchange {
    /// The request's body as JSON.
    #[track_caller]
    pub fn sent(&self) -> Value {
        json(&self.request)
    }

    /// The answer's body as JSON.
    #[track_caller]
    pub fn answered(&self) -> Value {
        json(&self.answer)
    }
}

#[track_caller]
fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// A server that passes everything on to an org.
pub struct Recorder {
    pub url: String,
    log: Log,
    server: JoinHandle<()>,
}

type Log = Arc<Mutex<Vec<Exchange>>>;

#[derive(Clone)]
struct Way {
    org: String,
    http: reqwest::Client,
    log: Log,
}

impl Recorder {
    pub async fn start(org: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let log = Log::default();
        let way = Way {
            org: org.to_owned(),
            http: plain(),
            log: Arc::clone(&log),
        };
        let router = Router::new().fallback(pass).with_state(way);
        let server = tokio::spawn(async move {
            axum::serve(listener, router).await.expect("a server");
        });
        Self { url, log, server }
    }

    /// What was said since it was last asked.
    pub fn take(&self) -> Vec<Exchange> {
        std::mem::take(&mut *self.log.lock().expect("the log"))
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// An HTTP client that adds and follows nothing.
pub fn plain() -> reqwest::Client {
    reqwest::Client::builder()
        .no_gzip()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .expect("a client")
}

async fn pass(State(way): State<Way>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let target = head
        .uri
        .path_and_query()
        .map_or("/", |target| target.as_str());
    let body = to_bytes(body, usize::MAX).await.expect("a request's body");
    let mut headers = head.headers.clone();
    // Those that concern one connection, and compression, which would hide what is said.
    for name in [
        HOST,
        CONNECTION,
        CONTENT_LENGTH,
        TRANSFER_ENCODING,
        ACCEPT_ENCODING,
    ] {
        headers.remove(name);
    }
    let answer = way
        .http
        .request(head.method.clone(), format!("{}{target}", way.org))
        .headers(headers)
        .body(body.clone())
        .send()
        .await
        .expect("an answer");
    let status = answer.status();
    let headers = answer.headers().clone();
    let bytes = answer.bytes().await.expect("an answer's body");
    way.log.lock().expect("the log").push(Exchange {
        method: head.method.to_string(),
        target: target.to_owned(),
        headers: head.headers,
        request: String::from_utf8_lossy(&body).into_owned(),
        status: status.as_u16(),
        answer: String::from_utf8_lossy(&bytes).into_owned(),
    });
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = StatusCode::from_u16(status.as_u16()).expect("a status");
    for (name, value) in &headers {
        if ![CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING].contains(name) {
            response.headers_mut().insert(name, value.clone());
        }
    }
    response
}
