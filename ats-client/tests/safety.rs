//! Servers that are not Salesforce, and what must never be told.

mod common;

use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ats_client::auth::AccessToken;
use ats_client::{
    ApiVersion, Client, ClientError, NetworkErrorKind, RetryPolicy, Soql, UnexpectedBody, Upload,
    blob_path,
};
use ats_core::record::UntypedRecord;
use ats_generated::Contact;
use common::{Stub, builder, contact, contact_id, raw_server, refusal, with_token};
use wiremock::matchers::{any, method};
use wiremock::{Mock, MockServer, ResponseTemplate};

fn impatient(uri: &str) -> ats_client::ClientBuilder {
    builder(uri)
        .retry(RetryPolicy::never())
        .connect_timeout(Duration::from_secs(5))
}

#[tokio::test]
async fn a_name_without_an_address() {
    let error = impatient("https://no-such-org.invalid")
        .connect()
        .await
        .unwrap_err();
    let message = error.to_string();
    assert!(message.contains("no-such-org.invalid"), "{message}");
    // A machine behind a proxy asks the proxy, which then is what cannot be reached.
    assert!(
        message.contains("has no address") || message.contains("no connection"),
        "{message}"
    );
}

#[tokio::test]
async fn a_server_without_tls() {
    let (uri, _) = raw_server(vec!["HTTP/1.1 400 Bad Request\r\n\r\n"]).await;
    let error = impatient(&uri.replace("http:", "https:"))
        .connect()
        .await
        .unwrap_err();
    let ClientError::SignIn(ats_client::SignInError::Network(network)) = &error else {
        panic!("{error}");
    };
    assert_eq!(network.kind(), NetworkErrorKind::Tls, "{error:?}");
    assert!(
        error.to_string().contains("no secure connection"),
        "{error}"
    );
    assert!(!error.is_retryable());
}

#[tokio::test]
async fn a_server_that_is_not_salesforce() {
    let page = "<!DOCTYPE html><html><head><title>Welcome to nginx!</title></head></html>";
    for status in [200, 404] {
        let server = MockServer::start().await;
        Mock::given(any())
            .respond_with(ResponseTemplate::new(status).set_body_raw(page, "text/html"))
            .mount(&server)
            .await;
        // On signing in, and on a call.
        let error = impatient(&server.uri())
            .connect()
            .await
            .unwrap_err()
            .to_string();
        assert!(
            error.starts_with("could not sign in: ") && error.contains("a web page"),
            "{error}"
        );
        let client = with_token(&server.uri()).await;
        let update = client.update(contact_id(), &Default::default()).await;
        let update = update.unwrap_err();
        assert_eq!(update.may_have_happened(), status == 200, "{update}");
        assert!(!update.is_retryable(), "{update}");
        for error in [client.retrieve(contact_id()).await.unwrap_err(), update] {
            let answer = match &error {
                ClientError::NotSalesforce(answer) => answer,
                ClientError::OutcomeUnknown(unknown) => match &unknown.cause {
                    ClientError::NotSalesforce(answer) => answer,
                    other => panic!("{other}"),
                },
                other => panic!("{other}"),
            };
            assert_eq!(answer.body, UnexpectedBody::Html);
            assert!(
                error.to_string().contains("\"Welcome to nginx!\""),
                "{error}"
            );
            let help = error.help().unwrap();
            assert!(help.contains("check that the address is"), "{help}");
        }
        let created = client.create(&contact("x")).await.unwrap_err();
        assert_eq!(created.may_have_happened(), status == 200, "{created}");
    }
}

/// Whatever it answers with status 200, the message says what to look at, and at once.
#[tokio::test]
async fn a_server_that_answers_something_else() {
    for (body, signing_in, asking) in [
        ("hello", "text that is no JSON", "text that is no JSON"),
        ("", "answered with nothing", "answered with nothing"),
        (
            r#"{"ok":true}"#,
            "it is not the JSON of a token response",
            "to versions could not be read",
        ),
        ("access_token=s3cret&x=y", "text that is no JSON", "text"),
    ] {
        let server = MockServer::start().await;
        Mock::given(any())
            .respond_with(ResponseTemplate::new(200).set_body_raw(body, "text/plain"))
            .mount(&server)
            .await;
        let error = impatient(&server.uri()).connect().await.unwrap_err();
        assert!(error.to_string().contains(signing_in), "{error}");
        assert!(error.help().unwrap().contains("check"), "{error}");
        assert!(!error.is_retryable(), "{error}");
        assert!(!format!("{error:?}").contains("s3cret"), "{error:?}");
        let before = server.received_requests().await.unwrap().len();

        let client = with_token(&server.uri()).await;
        let error = client.versions().await.unwrap_err();
        assert!(error.to_string().contains(asking), "{error}");
        assert!(error.to_string().contains(&host(&server)), "{error}");
        assert!(error.help().unwrap().contains("check"), "{error}");
        // No outage: asked once.
        assert!(!error.is_retryable(), "{error}");
        assert_eq!(
            server.received_requests().await.unwrap().len(),
            before + 1,
            "{error}"
        );
        // What was perhaps done is not called undone.
        let created = client.create(&contact("x")).await.unwrap_err();
        assert!(created.may_have_happened(), "{created}");
        assert!(created.to_string().contains(&host(&server)), "{created}");
    }
}

/// What is refused in other words than the org's is not called Salesforce's, and is an outage only
/// if the status says so.
#[tokio::test]
async fn a_server_that_refuses_in_other_words() {
    for (status, body, requests) in [
        (501, "<html><title>Not Implemented</title></html>", 1),
        (501, "", 1),
        (404, r#"{"detail":"Not Found"}"#, 1),
        (404, "", 1),
        (503, r#"{"status":"down"}"#, 3),
        (503, "<html></html>", 3),
    ] {
        let server = MockServer::start().await;
        Mock::given(any())
            .respond_with(ResponseTemplate::new(status).set_body_raw(body, "text/html"))
            .mount(&server)
            .await;
        let client = with_token(&server.uri()).await;
        let error = client.versions().await.unwrap_err();
        assert_eq!(
            server.received_requests().await.unwrap().len(),
            requests,
            "{status} {body}"
        );
        assert!(error.to_string().contains(&host(&server)), "{error}");
        assert!(!error.to_string().contains("salesforce refused"), "{error}");
        assert!(error.help().is_some(), "{error}");
        assert_eq!(error.is_retryable(), requests == 3, "{error}");
    }
}

fn host(server: &MockServer) -> String {
    server.address().to_string()
}

/// A version that the org does not speak is told, with those that it does: at once when the client
/// signs in, with a token that was given at the first call.
#[tokio::test]
async fn a_version_that_the_org_does_not_speak() {
    let stub = Stub::start().await;
    let told = "does not support API v99.0, only v63.0";
    let pinned = stub.builder().api_version(ApiVersion::new(99));
    let error = pinned.connect().await.unwrap_err();
    assert!(error.to_string().contains(told), "{error}");
    assert!(matches!(error, ClientError::Version(_)), "{error:?}");

    let client = Client::builder()
        .credentials(AccessToken::new(stub.server.uri(), "t"))
        .api_version(ApiVersion::new(99))
        .connect()
        .await
        .unwrap();
    let error = client.limits().await.unwrap_err();
    assert!(error.to_string().contains(told), "{error}");
    assert!(error.help().unwrap().contains("`api_version`"), "{error}");

    // What is not there in a version that is spoken stays what it is, and is asked about once.
    let client = with_token(&stub.server.uri()).await;
    let before = stub.server.received_requests().await.unwrap().len();
    for _ in 0..2 {
        let error = client.limits().await.unwrap_err();
        assert!(matches!(error, ClientError::Api(_)), "{error:?}");
    }
    let after = stub.server.received_requests().await.unwrap().len();
    assert_eq!(after - before, 3);
}

/// A proxy that cannot be reached, or says no, is named, without its password.
#[tokio::test]
async fn a_proxy_in_the_way() {
    let through = |proxy: String| {
        Client::builder()
            .my_domain("acme")
            .credentials(common::password())
            .proxy(proxy)
            .retry(RetryPolicy::never())
            .connect()
    };
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let closed = listener.local_addr().unwrap();
    drop(listener);
    let error = through(format!("http://ada:s3cret@{closed}"))
        .await
        .unwrap_err();
    let expected = format!(
        "could not sign in: no connection to the proxy {closed}, on the way to \
         acme.my.salesforce.com, could be made ("
    );
    assert!(error.to_string().starts_with(&expected), "{error}");
    assert!(
        error.help().unwrap().contains("the proxy's address"),
        "{error}"
    );
    assert!(!format!("{error:?}").contains("s3cret"), "{error:?}");

    for (answer, why) in [
        (
            "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n",
            "authorization required",
        ),
        ("HTTP/1.1 403 Forbidden\r\n\r\n", "unsuccessful"),
    ] {
        let (uri, _) = raw_server(vec![answer]).await;
        let proxy = uri.replace("http://", "http://ada:s3cret@");
        let error = through(proxy).await.unwrap_err();
        let ClientError::SignIn(ats_client::SignInError::Network(network)) = &error else {
            panic!("{error}");
        };
        assert_eq!(network.kind(), NetworkErrorKind::Proxy);
        assert_eq!(network.proxy(), Some(&uri["http://".len()..]));
        assert!(error.to_string().contains(why), "{error}");
        assert!(
            !format!("{error:?} {error}").contains("s3cret"),
            "{error:?}"
        );
    }
}

#[tokio::test]
async fn redirects_stay_at_home() {
    let thief = Stub::start().await;
    let stub = Stub::start().await;
    let client = stub.client().await;
    let to = |uri: &str| ResponseTemplate::new(302).insert_header("location", uri);
    let there = format!("{}/services/data/v63.0/limits", thief.server.uri());
    stub.on("GET", "limits", to(&there)).await;
    let error = client.limits().await.unwrap_err();
    assert!(
        matches!(&error, ClientError::NotSalesforce(it) if matches!(it.body, UnexpectedBody::Redirect { .. })),
        "{error}"
    );
    assert!(error.to_string().contains("was not followed"), "{error}");
    assert_eq!(thief.requests().await.len(), 0);

    stub.on("GET", "sobjects", to("/services/data/v63.0/elsewhere"))
        .await;
    stub.on(
        "GET",
        "elsewhere",
        ResponseTemplate::new(200).set_body_raw(r#"{"sobjects":[]}"#, "application/json"),
    )
    .await;
    assert!(client.describe_global().await.unwrap().sobjects.is_empty());

    // A create is not turned into a GET, not even at home.
    stub.on(
        "POST",
        "sobjects/Contact",
        to("/services/data/v63.0/elsewhere"),
    )
    .await;
    client.create(&contact("x")).await.unwrap_err();

    stub.on(
        "GET",
        "sobjects/A/describe",
        to("/services/data/v63.0/sobjects/A/describe"),
    )
    .await;
    assert!(
        client
            .describe("A")
            .await
            .unwrap_err()
            .to_string()
            .contains("in a circle")
    );
}

#[tokio::test]
async fn answers_are_read_up_to_a_cap() {
    let stub = Stub::start().await;
    let client = stub.builder().max_body(1000).connect().await.unwrap();
    let body = format!(r#"{{"Id":"{}"}}"#, "x".repeat(2000));
    stub.on(
        "GET",
        "sobjects/Contact/003Em00000cqRQ3IAM",
        ResponseTemplate::new(200).set_body_raw(body, "application/json"),
    )
    .await;
    let error = client.retrieve(contact_id()).await.unwrap_err();
    assert!(
        matches!(error, ClientError::TooLarge { limit: 1000, .. }),
        "{error}"
    );

    // The same without a length.
    let chunked = format!(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7D0\r\n{}\r\n0\r\n\r\n",
        " ".repeat(2000)
    );
    let (uri, _) = raw_server(vec![Box::leak(chunked.into_boxed_str())]).await;
    let client = Client::builder()
        .credentials(AccessToken::new(uri, "t"))
        .api_version(ApiVersion::new(63))
        .max_body(1000)
        .connect()
        .await
        .unwrap();
    let error = client.limits().await.unwrap_err();
    assert!(
        matches!(error, ClientError::TooLarge { limit: 1000, .. }),
        "{error}"
    );
}

#[tokio::test]
async fn a_bomb_is_not_unpacked() {
    // Ten megabytes of spaces, gzipped once and for all.
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(&vec![b' '; 10 << 20]).unwrap();
    let bomb = encoder.finish().unwrap();
    assert!(bomb.len() < 20_000);
    let stub = Stub::start().await;
    let client = stub.builder().max_body(1 << 20).connect().await.unwrap();
    stub.on(
        "GET",
        "limits",
        ResponseTemplate::new(200)
            .insert_header("content-encoding", "gzip")
            .set_body_bytes(bomb),
    )
    .await;
    let error = client.limits().await.unwrap_err();
    assert!(matches!(error, ClientError::TooLarge { .. }), "{error}");
}

/// Where a test's traces go.
#[derive(Clone, Default)]
struct Trace(Arc<Mutex<Vec<u8>>>);

impl Write for Trace {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn traces_tell_the_call_and_nothing_secret() {
    let trace = Trace::default();
    let writer = trace.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::CLOSE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);

    let stub = Stub::start().await;
    let client = stub.client().await;
    stub.first(1, "GET", "query", ResponseTemplate::new(503))
        .await;
    stub.on(
        "GET",
        "query",
        refusal(400, "MALFORMED_QUERY", "unexpected token")
            .insert_header("Sforce-Limit-Info", "api-usage=25/15000"),
    )
    .await;
    let query =
        Soql::<UntypedRecord>::new("SELECT Id FROM Contact WHERE Email = 'private@example.com'");
    client.query(query).await.unwrap_err();
    Mock::given(method("PATCH"))
        .respond_with(ResponseTemplate::new(404))
        .mount(&stub.server)
        .await;
    client
        .create(&contact("Lovelace-private"))
        .await
        .unwrap_err();

    let text = String::from_utf8(trace.0.lock().unwrap().clone()).unwrap();
    let ours: Vec<_> = text
        .lines()
        .filter(|line| line.contains("ats_client"))
        .collect();
    let ours = ours.join("\n");
    for expected in [
        "operation=\"query\"",
        "attempt=2",
        "status=400",
        "api_calls_used=25",
        "trying again",
        "operation=\"create\"",
        "object=\"Contact\"",
    ] {
        assert!(ours.contains(expected), "{expected} is not in\n{ours}");
    }
    for secret in ["token-1", "SECRET", "private"] {
        assert!(!ours.contains(secret), "{secret} is in\n{ours}");
    }
    let printed = format!("{client:?} {:?}", client.query_all(Contact::select()));
    assert!(
        !printed.contains("SECRET") && !printed.contains("token-1"),
        "{printed}"
    );
}

/// What is returned can be used from any task.
#[test]
fn futures_are_send() {
    fn send<T: Send>(_: impl FnOnce(ats_client::Client) -> T) {}
    send(|client| async move { client.create(&contact("x")).await });
    send(|client| async move { client.retrieve(contact_id()).await });
    send(|client| async move { client.query_all(Contact::select()).collect_all().await });
    send(|client| async move { client.collections().create(&[contact("x")]).await });
    send(|client| async move { client.composite().send().await });
    send(|client| async move {
        let new = futures_util::stream::iter([contact("x")]);
        let mut saved = client.collections().create_stream(new);
        futures_util::StreamExt::next(&mut saved).await
    });
    send(|client| async move {
        let field = ats_generated::ContentVersion::VERSION_DATA;
        let new = ats_generated::NewContentVersion::new();
        let id = client.upload(&new, field, Upload::bytes("a", "b")).await?;
        let mut writer = Vec::new();
        client.download(&blob_path(id, field), &mut writer).await
    });
    fn shared<T: Send + Sync + Clone + 'static>() {}
    shared::<ats_client::Client>();
    shared::<ClientError>();
}
