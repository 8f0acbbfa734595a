//! What is sent again, and what never is.

mod common;

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use ats_client::{Client, ClientError, ErrorKind, NetworkErrorKind, RetryPolicy};
use ats_core::prelude::*;
use ats_core::record::set;
use ats_generated::{Contact, ContactUpdate};
use common::{CONTACT, Stub, contact, contact_id, created, quick, raw_server, refusal, with_token};
use serde_json::json;
use wiremock::ResponseTemplate;

const RECORD: &str = "sobjects/Contact/003Em00000cqRQ3IAM";

fn changes() -> ContactUpdate {
    ContactUpdate {
        last_name: set(text!(Contact::LAST_NAME, "Byron")),
        ..Default::default()
    }
}

/// Carries out one operation.
async fn run(client: &Client, operation: &str) -> Result<(), ClientError> {
    match operation {
        "create" => client.create(&contact("Lovelace")).await.map(drop),
        "retrieve" => client.retrieve(contact_id()).await.map(drop),
        "update" => client.update(contact_id(), &changes()).await,
        "delete" => client.delete(contact_id()).await,
        "query" => client.query(Contact::select()).await.map(drop),
        other => panic!("{other}"),
    }
}

const OPERATIONS: [(&str, &str, &str); 5] = [
    ("create", "POST", "sobjects/Contact"),
    ("retrieve", "GET", RECORD),
    ("update", "PATCH", RECORD),
    ("delete", "DELETE", RECORD),
    ("query", "GET", "query"),
];

fn success(operation: &str) -> ResponseTemplate {
    match operation {
        "create" => created(),
        "retrieve" => ResponseTemplate::new(200).set_body_json(json!({
            "attributes": { "type": "Contact", "url": format!("/services/data/v63.0/sobjects/Contact/{CONTACT}") },
            "Id": CONTACT
        })),
        "query" => ResponseTemplate::new(200)
            .set_body_json(json!({ "totalSize": 0, "done": true, "records": [] })),
        _ => ResponseTemplate::new(204),
    }
}

/// Every failure, met by every operation: how often it is sent, and what comes of it.
#[tokio::test]
async fn failures_and_operations() {
    let html = || {
        ResponseTemplate::new(502)
            .set_body_raw("<html><title>Bad Gateway</title></html>", "text/html")
    };
    // (what the server answers once, whether a create is sent again after it)
    let once: Vec<(&str, ResponseTemplate, bool)> = vec![
        (
            "lock",
            refusal(
                400,
                "UNABLE_TO_LOCK_ROW",
                "unable to obtain exclusive access",
            ),
            true,
        ),
        ("420", ResponseTemplate::new(420), true),
        ("429", ResponseTemplate::new(429), true),
        (
            "500",
            refusal(500, "UNKNOWN_EXCEPTION", "An unexpected error occurred"),
            false,
        ),
        ("502 page", html(), false),
        ("503", refusal(503, "SERVER_UNAVAILABLE", "too busy"), false),
    ];
    for (name, failure, creates_again) in once {
        for (operation, verb, resource) in OPERATIONS {
            let stub = Stub::start().await;
            let client = stub.client().await;
            stub.first(1, verb, resource, failure.clone()).await;
            stub.on(verb, resource, success(operation)).await;
            let result = run(&client, operation).await;
            let sent = stub.requests().await.len();
            if operation == "create" && !creates_again {
                let error = result.unwrap_err();
                assert!(error.may_have_happened(), "{name} {operation}: {error}");
                assert!(!error.is_retryable(), "{name} {operation}: {error}");
                assert_eq!(sent, 1, "{name} {operation}");
            } else {
                assert!(result.is_ok(), "{name} {operation}: {result:?}");
                assert_eq!(sent, 2, "{name} {operation}");
            }
        }
    }
}

#[tokio::test]
async fn what_the_org_refuses_is_sent_once() {
    for (status, code, kind) in [
        (403, "REQUEST_LIMIT_EXCEEDED", ErrorKind::LimitExceeded),
        // Whatever status it comes with.
        (503, "REQUEST_LIMIT_EXCEEDED", ErrorKind::LimitExceeded),
        (400, "STRING_TOO_LONG", ErrorKind::Validation),
        (404, "NOT_FOUND", ErrorKind::NotFound),
        (405, "METHOD_NOT_ALLOWED", ErrorKind::MethodNotAllowed),
        (409, "CONFLICT", ErrorKind::Conflict),
        (410, "GONE", ErrorKind::Gone),
        (412, "PRECONDITION", ErrorKind::PreconditionFailed),
        (414, "URI_TOO_LONG", ErrorKind::UriTooLong),
        (
            415,
            "UNSUPPORTED_MEDIA_TYPE",
            ErrorKind::UnsupportedMediaType,
        ),
        (
            428,
            "PRECONDITION_REQUIRED",
            ErrorKind::PreconditionRequired,
        ),
        (431, "TOO_LARGE", ErrorKind::HeadersTooLong),
    ] {
        for (operation, verb, resource) in OPERATIONS {
            let stub = Stub::start().await;
            let client = stub.client().await;
            stub.on(verb, resource, refusal(status, code, "no")).await;
            let error = run(&client, operation).await.unwrap_err();
            let ClientError::Api(failure) = &error else {
                panic!("{error}");
            };
            assert_eq!(failure.kind(), kind, "{operation}");
            assert_eq!(stub.requests().await.len(), 1, "{code} {operation}");
        }
    }
}

#[tokio::test]
async fn an_outage_that_stays_is_returned_after_all_attempts() {
    let stub = Stub::start().await;
    let client = stub.client().await;
    stub.on(
        "GET",
        RECORD,
        refusal(503, "SERVER_UNAVAILABLE", "too busy"),
    )
    .await;
    let error = run(&client, "retrieve").await.unwrap_err();
    assert!(error.is_retryable(), "{error}");
    assert_eq!(stub.requests().await.len(), 3);
}

#[tokio::test]
async fn retry_after_is_waited_for_or_returned() {
    let stub = Stub::start().await;
    let client = stub.client().await;
    stub.first(
        1,
        "GET",
        RECORD,
        ResponseTemplate::new(503).insert_header("Retry-After", "1"),
    )
    .await;
    stub.on("GET", RECORD, success("retrieve")).await;
    let begin = Instant::now();
    run(&client, "retrieve").await.unwrap();
    assert!(begin.elapsed() >= Duration::from_secs(1));

    let stub = Stub::start().await;
    let client = stub.client().await;
    stub.on(
        "GET",
        RECORD,
        ResponseTemplate::new(503).insert_header("Retry-After", "3600"),
    )
    .await;
    let error = run(&client, "retrieve").await.unwrap_err();
    assert_eq!(
        error.api().unwrap().retry_after,
        Some(Duration::from_secs(3600))
    );
    assert_eq!(stub.requests().await.len(), 1);
}

/// Load balancers answer with pages, and ask for patience in them too.
#[tokio::test]
async fn retry_after_of_a_page_is_waited_for() {
    for (status, operation) in [(429, "create"), (503, "retrieve")] {
        let stub = Stub::start().await;
        let client = stub.client().await;
        let (_, verb, resource) = OPERATIONS.into_iter().find(|it| it.0 == operation).unwrap();
        let page = ResponseTemplate::new(status)
            .insert_header("Retry-After", "1")
            .set_body_raw("<html><title>Slow down</title></html>", "text/html");
        stub.first(1, verb, resource, page).await;
        stub.on(verb, resource, success(operation)).await;
        let begin = Instant::now();
        run(&client, operation).await.unwrap();
        assert!(begin.elapsed() >= Duration::from_secs(1), "{status}");
    }
    let stub = Stub::start().await;
    let client = stub.client().await;
    let page = ResponseTemplate::new(429)
        .insert_header("Retry-After", "3600")
        .set_body_raw("<html></html>", "text/html");
    stub.on("GET", RECORD, page).await;
    let error = run(&client, "retrieve").await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
    assert!(error.is_retryable(), "{error}");
    assert!(error.explain().contains("make fewer requests"), "{error}");
    assert_eq!(stub.requests().await.len(), 1);
}

/// What was sent, may have been done and was never answered with success is not called undone,
/// whatever the last answer was.
#[tokio::test]
async fn what_may_have_been_done_is_told_even_of_what_may_be_repeated() {
    for (operation, verb, resource) in OPERATIONS {
        if operation == "create" {
            continue;
        }
        let stub = Stub::start().await;
        let client = stub.client().await;
        let reads = verb == "GET";
        // Each time.
        let page = ResponseTemplate::new(502).set_body_raw("<html></html>", "text/html");
        stub.on(verb, resource, page).await;
        let error = run(&client, operation).await.unwrap_err();
        assert_eq!(error.may_have_happened(), !reads, "{error}");
        assert!(error.is_retryable(), "{error}");
        if !reads {
            assert!(error.help().unwrap().contains("send it again"), "{error}");
        }
        assert_eq!(stub.requests().await.len(), 3);

        // Once, and then a refusal.
        let stub = Stub::start().await;
        let client = stub.client().await;
        let failure = refusal(500, "UNKNOWN_EXCEPTION", "unexpected");
        stub.first(1, verb, resource, failure).await;
        let limit = refusal(
            403,
            "REQUEST_LIMIT_EXCEEDED",
            "TotalRequests Limit exceeded.",
        );
        stub.on(verb, resource, limit).await;
        let error = run(&client, operation).await.unwrap_err();
        assert_eq!(error.may_have_happened(), !reads, "{error}");
        assert_eq!(error.api().unwrap().kind(), ErrorKind::LimitExceeded);
        assert!(!error.is_retryable(), "{error}");
    }
}

#[tokio::test]
async fn a_program_that_knows_better_repeats_creates_after_503() {
    let stub = Stub::start().await;
    let client = stub
        .builder()
        .retry(quick().unavailable_means_not_done(true))
        .connect()
        .await
        .unwrap();
    stub.first(1, "POST", "sobjects/Contact", ResponseTemplate::new(503))
        .await;
    stub.on("POST", "sobjects/Contact", created()).await;
    run(&client, "create").await.unwrap();
}

const OK: &str = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

#[tokio::test]
async fn connections_that_break() {
    // Hung up without a word; in the head; in the body; JSON that ends too early.
    for broken in [
        "",
        "HTTP/1.1 200 O",
        "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"id\":",
        "HTTP/1.1 200 OK\r\nContent-Length: 22\r\n\r\n{\"Id\":\"003Em00000cqRQ3",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"Id\"\r\n",
    ] {
        let record = json!({ "attributes": { "type": "Contact" }, "Id": CONTACT }).to_string();
        let good = format!("{OK}Content-Length: {}\r\n\r\n{record}", record.len());
        let good: &'static str = Box::leak(good.into_boxed_str());
        let (uri, requests) = raw_server(vec![broken, good]).await;
        let client = with_token(&uri).await;
        run(&client, "retrieve").await.unwrap();
        assert_eq!(requests.load(Ordering::SeqCst), 2, "{broken:?}");

        let (uri, requests) = raw_server(vec![broken, good]).await;
        let client = with_token(&uri).await;
        let error = run(&client, "create").await.unwrap_err();
        assert!(error.may_have_happened(), "{broken:?}: {error}");
        assert!(
            error
                .help()
                .unwrap()
                .contains("before sending the request again"),
            "{error}"
        );
        assert_eq!(requests.load(Ordering::SeqCst), 1, "{broken:?}");
    }
}

#[tokio::test]
async fn a_delete_whose_answer_was_lost_has_succeeded() {
    let body = r#"[{"message":"entity is deleted","errorCode":"ENTITY_IS_DELETED"}]"#;
    let gone: &'static str = Box::leak(
        format!(
            "HTTP/1.1 404 Not Found\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .into_boxed_str(),
    );
    let (uri, _) = raw_server(vec!["", gone]).await;
    with_token(&uri).await.delete(contact_id()).await.unwrap();
    // Without a lost answer it is an error.
    let (uri, _) = raw_server(vec![gone]).await;
    let error = with_token(&uri)
        .await
        .delete(contact_id())
        .await
        .unwrap_err();
    assert_eq!(error.api().unwrap().kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn a_port_where_nobody_listens_changes_nothing() {
    // Bound and let go, so nobody listens there.
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let client = with_token(&format!("http://127.0.0.1:{port}")).await;
    let error = run(&client, "create").await.unwrap_err();
    let ClientError::Network(network) = &error else {
        panic!("{error}");
    };
    assert_eq!(network.kind(), NetworkErrorKind::Connect);
    assert!(!error.may_have_happened());
    assert!(error.is_retryable());
    assert!(
        error
            .explain()
            .contains("check that this machine has a network"),
        "{error}"
    );
}

#[tokio::test]
async fn a_server_that_drips_is_not_waited_for_forever() {
    let stub = Stub::start().await;
    let client = stub
        .builder()
        .timeout(Duration::from_millis(100))
        .retry(RetryPolicy::never())
        .connect()
        .await
        .unwrap();
    stub.on(
        "GET",
        RECORD,
        success("retrieve").set_delay(Duration::from_secs(5)),
    )
    .await;
    let begin = Instant::now();
    let error = run(&client, "retrieve").await.unwrap_err();
    assert!(
        matches!(&error, ClientError::Network(it) if it.kind() == NetworkErrorKind::Timeout),
        "{error}"
    );
    assert!(begin.elapsed() < Duration::from_secs(3));
}
