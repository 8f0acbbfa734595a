//! A server that answers as told, and clients for it.
#![allow(dead_code, reason = "each test file uses a part of this")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use ats_client::auth::{AccessToken, Password};
use ats_client::{ApiVersion, Client, ClientBuilder, RetryPolicy};
use ats_core::prelude::*;
use ats_generated::{Contact, ContactRequired, NewContact};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use wiremock::matchers::{method, path};
use wiremock::{Match, Mock, MockServer, Request, Respond, ResponseTemplate};

pub const CONTACT: &str = "003Em00000cqRQ3IAM";

/// A server that signs everybody in.
pub struct Stub {
    pub server: MockServer,
    /// How many tokens it has given: `token-1`, `token-2`, …
    pub tokens: Arc<AtomicUsize>,
}

impl Stub {
    pub async fn start() -> Self {
        let server = MockServer::start().await;
        let tokens = Arc::new(AtomicUsize::new(0));
        let (given, uri) = (Arc::clone(&tokens), server.uri());
        Mock::given(method("POST"))
            .and(path("/services/oauth2/token"))
            .respond_with(move |_: &Request| {
                let number = given.fetch_add(1, Ordering::SeqCst) + 1;
                ResponseTemplate::new(200).set_body_json(json!({
                    "access_token": format!("token-{number}"),
                    "instance_url": uri,
                    "id": format!("{uri}/id/00DEm000001wYyDMAU/005Em000009VBsvIAG"),
                    "token_type": "Bearer",
                    "issued_at": "1700000000000",
                }))
            })
            .mount(&server)
            .await;
        versions(&server).await;
        Self { server, tokens }
    }

    pub async fn client(&self) -> Client {
        self.builder().connect().await.unwrap()
    }

    pub fn builder(&self) -> ClientBuilder {
        builder(&self.server.uri())
    }

    /// Answers requests to a path below `/services/data/v63.0/`.
    pub async fn on(&self, verb: &str, resource: &str, respond: impl Respond + 'static) {
        Mock::given(method(verb))
            .and(path(format!("/services/data/v63.0/{resource}")))
            .respond_with(respond)
            .mount(&self.server)
            .await;
    }

    /// Answers the first requests so, and later ones as mounted after it.
    pub async fn first(&self, times: u64, verb: &str, resource: &str, answer: ResponseTemplate) {
        Mock::given(method(verb))
            .and(path(format!("/services/data/v63.0/{resource}")))
            .respond_with(answer)
            .up_to_n_times(times)
            .mount(&self.server)
            .await;
    }

    /// The requests that came, those of `connect` apart.
    pub async fn requests(&self) -> Vec<Request> {
        let requests = self.server.received_requests().await.unwrap();
        requests
            .into_iter()
            .filter(|request| {
                !["/services/oauth2/token", "/services/data"].contains(&request.url.path())
            })
            .collect()
    }
}

/// Answers that v63.0 is spoken, and no other.
pub async fn versions(server: &MockServer) {
    Mock::given(method("GET"))
        .and(path("/services/data"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!([
            { "label": "Spring '25", "url": "/services/data/v63.0", "version": "63.0" }
        ])))
        .mount(server)
        .await;
}

pub fn builder(uri: &str) -> ClientBuilder {
    Client::builder()
        .login_url(uri)
        .credentials(password())
        .api_version(ApiVersion::new(63))
        .retry(quick())
}

pub fn password() -> Password {
    Password::new("key", "SECRET-s", "ada@acme.example", "SECRET-p")
}

/// A client with a token, for a server that gives none.
pub async fn with_token(uri: &str) -> Client {
    Client::builder()
        .credentials(AccessToken::new(uri, "SECRET-t"))
        .api_version(ApiVersion::new(63))
        .retry(quick())
        .connect()
        .await
        .unwrap()
}

/// Three attempts, without much waiting between them.
pub fn quick() -> RetryPolicy {
    RetryPolicy::default()
        .max_attempts(3)
        .base_delay(Duration::from_millis(2))
}

/// Waits for many tasks.
///
/// A test that has waited for more than a hundred has used up its share of the runtime for this turn.
/// wiremock, whose servers wait for a lock when they are dropped, would then spin forever.
pub async fn join<T>(tasks: Vec<tokio::task::JoinHandle<T>>) -> Vec<T> {
    let mut results = Vec::new();
    for task in tasks {
        results.push(task.await.unwrap());
    }
    tokio::task::yield_now().await;
    results
}

/// One entry of Salesforce's error list.
pub fn refusal(status: u16, code: &str, message: &str) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(json!([{ "errorCode": code, "message": message }]))
}

/// What a create answers.
pub fn created() -> ResponseTemplate {
    ResponseTemplate::new(201)
        .set_body_json(json!({ "id": CONTACT, "success": true, "errors": [] }))
}

pub fn contact(last_name: &str) -> NewContact {
    NewContact::new(ContactRequired {
        last_name: last_name.try_into().unwrap(),
    })
}

pub fn contact_id() -> Id<Contact> {
    CONTACT.parse().unwrap()
}

/// A valid id of a contact, from a number.
pub fn numbered(number: usize) -> Id<Contact> {
    format!("003Em{number:010}").parse().unwrap()
}

pub fn body(request: &Request) -> Value {
    serde_json::from_slice(&request.body).unwrap()
}

/// Requests with this token.
pub struct Token(pub &'static str);

impl Match for Token {
    fn matches(&self, request: &Request) -> bool {
        request
            .headers
            .get("authorization")
            .is_some_and(|value| value.to_str().unwrap() == format!("Bearer {}", self.0))
    }
}

/// A server below HTTP: for each connection it reads a request, writes the next of these texts as
/// it is, and hangs up. The last one is repeated. Returns its address and how many requests came.
pub async fn raw_server(answers: Vec<&'static str>) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let uri = format!("http://{}", listener.local_addr().unwrap());
    let requests = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&requests);
    tokio::spawn(async move {
        loop {
            let (mut connection, _) = listener.accept().await.unwrap();
            let mut request = Vec::new();
            let mut buffer = [0; 4096];
            // To the end of the head, and of the body if there is one.
            loop {
                let read = connection.read(&mut buffer).await.unwrap_or(0);
                request.extend_from_slice(&buffer[..read]);
                if read == 0 || complete(&request) {
                    break;
                }
            }
            let number = counter.fetch_add(1, Ordering::SeqCst);
            let answer = answers.get(number).or(answers.last()).unwrap();
            let _ = connection.write_all(answer.as_bytes()).await;
            let _ = connection.shutdown().await;
        }
    });
    (uri, requests)
}

fn complete(request: &[u8]) -> bool {
    // TLS begins with a byte that HTTP does not.
    if request.first() == Some(&0x16) {
        return true;
    }
    let text = String::from_utf8_lossy(request).to_ascii_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .map_or(0, |length| length.trim().parse().unwrap());
    body.len() >= length
}
