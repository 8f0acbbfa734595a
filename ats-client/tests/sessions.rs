//! A refused token is renewed where that helps, and only there.

mod common;

use std::sync::atomic::Ordering;

use ats_client::{Client, ClientError, PagingProblem, SignInError};
use ats_generated::*;
use common::{Stub, Token, created, numbered, refusal};
use serde_json::{Value, json};
use wiremock::matchers::path_regex;
use wiremock::{Mock, Request, ResponseTemplate};

fn rows(count: usize) -> Vec<Value> {
    (0..count)
        .map(|number| json!({ "attributes": { "type": "Contact" }, "Id": numbered(number).as_str() }))
        .collect()
}

fn body(total: i64, count: usize, next: Option<&str>) -> Value {
    let mut page = json!({ "totalSize": total, "done": next.is_none(), "records": rows(count) });
    if let Some(next) = next {
        page["nextRecordsUrl"] = json!(format!("/services/data/v63.0/query/{next}"));
    }
    page
}

fn page(total: i64, count: usize, next: Option<&str>) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body(total, count, next))
}

fn expired() -> ResponseTemplate {
    refusal(401, "INVALID_SESSION_ID", "Session expired or invalid")
}

/// A server with these pages: the first for the query, the others by their locators.
async fn serving(pages: &[(&'static str, ResponseTemplate)]) -> (Stub, Client) {
    let stub = Stub::start().await;
    for (resource, answer) in pages {
        stub.on("GET", resource, answer.clone()).await;
    }
    let client = stub.client().await;
    (stub, client)
}

fn query() -> impl ats_client::ToQuery<Row = Contact> {
    Contact::select().field(Contact::ID)
}

/// Reads the whole query: its rows, and the error at its end.
async fn read(client: &Client) -> (u64, Option<ClientError>) {
    let mut records = client.query_all(query());
    let mut error = None;
    while let Some(record) = records.next().await {
        error = record.err();
    }
    (records.rows_read(), error)
}

fn problem(error: &ClientError) -> (PagingProblem, u64) {
    match error {
        ClientError::Paging(paging) => (paging.problem, paging.rows),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_page_that_refuses_every_token_costs_one_sign_in() {
    let pages = [("query", page(2, 1, Some("A-1"))), ("query/A-1", expired())];
    let (stub, client) = serving(&pages).await;
    let (read, error) = read(&client).await;
    let error = error.unwrap();
    assert_eq!(problem(&error), (PagingProblem::LocatorEnded, 1));
    assert_eq!(read, 1);
    assert_eq!(stub.tokens.load(Ordering::SeqCst), 2);
    assert_eq!(stub.requests().await.len(), 3);
    let text = error.explain();
    assert!(text.contains("may have ended with its session"), "{text}");
    assert!(text.contains("run the query again"), "{text}");
    assert!(!text.contains("scope"), "{text}");

    let first = client.query(query()).await.unwrap();
    let error = client.next_page(&first).await.unwrap_err();
    assert_eq!(problem(&error), (PagingProblem::LocatorEnded, 1));
}

/// A cursor that has ended does not make a busy client sign in over and over.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_page_that_refuses_every_token_among_calls_that_succeed() {
    let pages = [("query", page(2, 1, Some("A-1"))), ("query/A-1", expired())];
    let (stub, client) = serving(&pages).await;
    stub.on("POST", "sobjects/Contact", created()).await;
    let busy = {
        let client = client.clone();
        tokio::spawn(async move {
            loop {
                client.create(&common::contact("Lovelace")).await.unwrap();
            }
        })
    };
    for _ in 0..5 {
        let before = stub.tokens.load(Ordering::SeqCst);
        let (_, error) = read(&client).await;
        assert_eq!(problem(&error.unwrap()), (PagingProblem::LocatorEnded, 1));
        let more = stub.tokens.load(Ordering::SeqCst) - before;
        assert!(more <= 3, "{more} sign-ins for one page");
    }
    busy.abort();
}

/// Tokens that end after a few calls are enough for many tasks that page.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_queries_share_tokens_that_live_for_a_few_calls() {
    let stub = Stub::start().await;
    let used = std::sync::Mutex::new(std::collections::HashMap::<String, usize>::new());
    Mock::given(path_regex("^/services/data/v63.0/query"))
        .respond_with(move |request: &Request| {
            let token = request.headers["authorization"].to_str().unwrap();
            let mut used = used.lock().unwrap();
            let calls = used.entry(token.to_owned()).or_default();
            *calls += 1;
            if *calls > 40 {
                return expired();
            }
            let next = match request.url.path().rsplit('/').next().unwrap() {
                "query" => Some("A-1"),
                "A-1" => Some("A-2"),
                _ => None,
            };
            page(3, 1, next)
        })
        .mount(&stub.server)
        .await;
    let client = stub.client().await;
    let tasks: Vec<_> = (0..256)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { read(&client).await })
        })
        .collect();
    for (read, error) in common::join(tasks).await {
        assert_eq!((read, error.map(|it| it.to_string())), (3, None));
    }
    // 768 requests at 40 a token.
    assert_eq!(stub.tokens.load(Ordering::SeqCst), 20);
}

#[tokio::test]
async fn a_token_that_is_not_for_this_api_is_not_renewed() {
    for text in [
        "This session is not valid for use with the REST API",
        "Connected app is not attached to Agent",
    ] {
        let refused = refusal(401, "INVALID_SESSION_ID", text);
        let (stub, client) = serving(&[("query", refused)]).await;
        let (_, error) = read(&client).await;
        let error = error.unwrap();
        assert!(
            matches!(&error, ClientError::Api(failure) if failure.errors[0].message == text),
            "{error}"
        );
        assert!(error.to_string().contains(text), "{error}");
        assert_eq!(stub.tokens.load(Ordering::SeqCst), 1);
        assert_eq!(stub.requests().await.len(), 1);
    }
}

#[tokio::test]
async fn a_cursor_that_is_not_known_any_more() {
    let gone = refusal(400, "INVALID_QUERY_LOCATOR", "invalid query locator");
    let (_stub, client) = serving(&[("query", page(2, 1, Some("A-1"))), ("query/A-1", gone)]).await;
    let (read, error) = read(&client).await;
    let help = error.unwrap().help().unwrap();
    assert_eq!(read, 1);
    assert!(help.contains("run the query again"), "{help}");
    assert!(!help.contains("two days"), "{help}");
}

/// A resource that refuses every token, though others accept them, is not the client's sign-in.
#[tokio::test]
async fn a_resource_that_refuses_the_tokens_that_others_accept() {
    let stub = Stub::start().await;
    stub.on("POST", "sobjects/Contact", created()).await;
    stub.on("GET", "limits", expired()).await;
    let client = stub.client().await;
    client.create(&common::contact("Lovelace")).await.unwrap();
    let error = client.limits().await.unwrap_err();
    assert!(
        matches!(
            error,
            ClientError::SignIn(SignInError::NewTokenRefused {
                accepted_elsewhere: true,
                ..
            })
        ),
        "{error}"
    );
    assert!(!error.explain().contains("scope"), "{error:?}");
    assert_eq!(stub.tokens.load(Ordering::SeqCst), 2);
}

/// The token of the first call may have ended, and the next one, too.
#[tokio::test]
async fn tokens_that_live_for_one_call() {
    let stub = Stub::start().await;
    for token in ["token-1", "token-2"] {
        Mock::given(Token(token))
            .respond_with(created())
            .up_to_n_times(1)
            .mount(&stub.server)
            .await;
        Mock::given(Token(token))
            .respond_with(expired())
            .mount(&stub.server)
            .await;
    }
    let client = stub.client().await;
    for _ in 0..2 {
        client.create(&common::contact("Lovelace")).await.unwrap();
    }
}
