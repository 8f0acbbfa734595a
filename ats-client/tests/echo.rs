//! A server that repeats everything it was sent, and what is printed of it.

mod common;

use std::io::Write;
use std::sync::{Arc, Mutex};

use ats_client::auth::{ClientCredentials, Credentials, JwtBearer, Password, RefreshToken};
use ats_client::{Client, ClientError, RecordError, RecordTree, Soql, Upload};
use ats_core::record::UntypedRecord;
use ats_generated::*;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use common::{builder, contact};
use reqwest::{Method, Url};
use serde_json::json;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

const NAME: &str = "Ada O'Lovelace & Söhne";
const EMAIL: &str = "ada.private@example.com";
const TOKEN: &str = "00DEm000001wYyD!AQ4AQ.s3cret/token";
const PASSWORD: &str = "correct horse+battery\"staple";
const SECRET: &str = "consumer/s3cret=";

/// Pieces of what is secret or personal; none may be printed.
const NEVER: &[&str] = &[
    "Lovelace",
    "hne",
    "ada.private",
    "s3cret",
    "horse",
    "battery",
    "staple",
    "Y29ycmVjdCBob3JzZ",
];

/// Everything that a request holds, as it is and decoded.
fn echo(request: &Request) -> String {
    let body = String::from_utf8_lossy(&request.body).into_owned();
    let authorization = request.headers.get("authorization");
    let authorization = authorization.map_or("", |value| value.to_str().unwrap());
    let mut echo = format!("{authorization} {} {body} ", request.url);
    let form = if body.contains("grant_type=") {
        &*body
    } else {
        ""
    };
    let form = Url::parse(&format!("http://localhost/?{form}")).unwrap();
    for (key, value) in request.url.query_pairs().chain(form.query_pairs()) {
        echo += &format!("{key} is {value}; ");
    }
    echo
}

/// The notations in which the server repeats a request.
#[derive(Clone, Copy, Debug)]
enum Answer {
    Errors,
    OAuth,
    Page,
    Text,
    Json,
}

fn answer(kind: Answer, status: u16, request: &Request) -> ResponseTemplate {
    let echo = echo(request);
    let response = ResponseTemplate::new(status);
    match kind {
        Answer::Errors => response.set_body_json(json!([
            { "errorCode": "STRING_TOO_LONG", "message": echo, "fields": ["LastName"] },
            { "errorCode": echo, "message": "x", "fields": [echo] },
        ])),
        Answer::OAuth => {
            response.set_body_json(json!({ "error": echo, "error_description": echo }))
        }
        Answer::Page => {
            let title = echo
                .replace('&', "&amp;")
                .replace('"', "&quot;")
                .replace('\'', "&#39;");
            response.set_body_raw(format!("<html><title>{title}</title></html>"), "text/html")
        }
        Answer::Text => response.set_body_raw(echo, "text/plain"),
        Answer::Json => response.set_body_json(json!({ "detail": echo })),
    }
}

const ANSWERS: [Answer; 5] = [
    Answer::Errors,
    Answer::OAuth,
    Answer::Page,
    Answer::Text,
    Answer::Json,
];

/// Where a test's traces go.
#[derive(Clone, Default)]
struct Trace(Arc<Mutex<Vec<u8>>>);

impl Write for Trace {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Trace {
    fn start(&self) -> tracing::subscriber::DefaultGuard {
        let writer = self.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_ansi(false)
            .with_writer(move || writer.clone())
            .finish();
        tracing::subscriber::set_default(subscriber)
    }

    /// The lines of the client; libraries below it have their own rules.
    fn text(&self) -> String {
        let text = String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned();
        let ours = text.lines().filter(|line| line.contains("ats_client"));
        ours.collect::<Vec<_>>().join("\n")
    }
}

fn check(what: &str, texts: &[String], never: &[&str]) {
    for text in texts {
        for piece in never {
            assert!(
                !text.to_lowercase().contains(&piece.to_lowercase()),
                "{what}: {piece} is in {text}"
            );
        }
        assert!(text.chars().count() < 2000, "{what}: {text}");
        let visible = text.chars().all(ats_schema::rules::server_text::is_visible);
        assert!(visible, "{what}: {text:?}");
    }
}

fn printed(error: &ClientError) -> Vec<String> {
    let mut texts = vec![error.to_string(), format!("{error:?}"), error.explain()];
    texts.extend(error.help());
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        texts.extend([error.to_string(), format!("{error:?}")]);
        source = error.source();
    }
    if let Some(failure) = error.api() {
        texts.push(format!("{failure:?}"));
        texts.extend(failure.errors.iter().map(|error| error.message.clone()));
        texts.extend(
            failure
                .errors
                .iter()
                .map(|error| format!("{error:?} {:?}", error.rule())),
        );
    }
    if let ClientError::NotSalesforce(answer) = error {
        texts.extend([answer.excerpt.clone(), format!("{answer:?}")]);
    }
    texts
}

fn of_records<T>(outcomes: ats_client::SaveResults<T>) -> Vec<String> {
    let mut texts = Vec::new();
    for (_, error) in outcomes.failures() {
        texts.extend([error.to_string(), format!("{error:?}"), error.explain()]);
        texts.extend(error.help());
        if let RecordError::Failed(error) | RecordError::NotSent(error) = error {
            texts.extend(printed(error));
        }
    }
    texts
}

fn person() -> NewContact {
    NewContact {
        email: Some(EMAIL.try_into().unwrap()),
        ..contact(NAME)
    }
}

#[tokio::test]
async fn nothing_that_was_sent_is_printed() {
    for (kind, status) in ANSWERS
        .into_iter()
        .flat_map(|kind| [(kind, 400), (kind, 503)])
    {
        let what = format!("{kind:?} {status}");
        let server = MockServer::start().await;
        Mock::given(any())
            .respond_with(move |request: &Request| answer(kind, status, request))
            .mount(&server)
            .await;
        let client = builder(&server.uri())
            .credentials(ats_client::auth::AccessToken::new(server.uri(), TOKEN))
            .connect()
            .await
            .unwrap();
        let trace = Trace::default();
        let guard = trace.start();
        let mut texts = calls(&client).await;
        drop(guard);
        assert!(texts.len() > 20, "{what}: {texts:#?}");
        texts.retain(|text| !text.is_empty());
        check(&what, &texts, NEVER);
        // A code that says what is wrong with the record decides, whatever the status is.
        let retries = status == 503 && !matches!(kind, Answer::Errors);
        check_trace(&what, &trace, retries);
    }
}

fn check_trace(what: &str, trace: &Trace, retries: bool) {
    let text = trace.text();
    assert_eq!(text.contains("trying again"), retries, "{what}: {text}");
    for piece in NEVER {
        assert!(!text.contains(piece), "{what}: {piece} is in {text}");
    }
}

/// Makes every kind of call; returns what their errors print.
async fn calls(client: &Client) -> Vec<String> {
    let mut texts = Vec::new();
    let mut failed = |error: ClientError| texts.extend(printed(&error));
    failed(client.create(&person()).await.unwrap_err());
    let key = MessageStatsKey::ExternalKey(NAME.try_into().unwrap());
    failed(
        client
            .upsert(&key, &NewMessageStats::default())
            .await
            .unwrap_err(),
    );
    let query = || {
        Contact::select()
            .field(Contact::ID)
            .filter(Contact::LAST_NAME.eq(NAME))
    };
    failed(client.query(query()).await.unwrap_err());
    failed(client.count(query()).await.unwrap_err());
    let mut records = client.query_all(query());
    failed(records.next().await.unwrap().unwrap_err());
    let like = format!(
        "SELECT Id FROM Contact WHERE Email LIKE '{EMAIL}%' OR LastName IN ('x', '{}')",
        "y".repeat(9000)
    );
    failed(
        client
            .query(Soql::<UntypedRecord>::new(like))
            .await
            .unwrap_err(),
    );
    let long = format!(
        "SELECT Id FROM Contact WHERE Email = '{EMAIL}' OR LastName = '{}'",
        "y".repeat(14_000)
    );
    failed(
        client
            .query(Soql::<UntypedRecord>::new(long))
            .await
            .unwrap_err(),
    );
    let request = client.request(Method::POST, "/services/apexrest/match");
    let request = request
        .json(&json!({ "who": [NAME, { "mail": EMAIL }] }))
        .unwrap();
    failed(request.send().await.unwrap_err());
    let request = client.request(Method::PUT, "jobs/ingest/1/batches");
    let csv = format!("LastName,Email\n\"{NAME}\",{EMAIL}\n");
    failed(request.body(csv, "text/csv").send().await.unwrap_err());
    let version = NewContentVersion {
        title: Some(NAME.try_into().unwrap()),
        path_on_client: Some("x.pdf".try_into().unwrap()),
        ..NewContentVersion::new()
    };
    let upload = Upload::bytes("x.pdf", "%PDF-1.7");
    failed(
        client
            .upload(&version, ContentVersion::VERSION_DATA, upload)
            .await
            .unwrap_err(),
    );
    let mut batch = client.composite();
    batch.create(&person()).unwrap();
    batch.query(query()).unwrap();
    failed(batch.send().await.unwrap_err());

    let collections = client.collections();
    texts.extend(of_records(collections.create(&[person()]).await));
    texts.extend(of_records(
        collections
            .create_trees([RecordTree::<Contact>::new(&person())])
            .await,
    ));
    let stats = NewMessageStats::default();
    texts.extend(of_records(collections.upsert(&[(key, stats)]).await));
    texts
}

/// The parts of a response that succeeded as a whole.
#[tokio::test]
async fn nothing_is_printed_of_a_part() {
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(|request: &Request| {
            let echo = echo(request);
            let error = json!([{ "statusCode": "ABC", "message": echo, "fields": [echo] }]);
            let part = |status, number| {
                json!({ "httpStatusCode": status, "referenceId": format!("ref{number}"), "body": error, "httpHeaders": {} })
            };
            ResponseTemplate::new(200).set_body_json(match request.url.path() {
                path if path.ends_with("composite") => json!({ "compositeResponse": [part(400, 0), part(400, 1)] }),
                _ => json!([{ "success": false, "errors": error }]),
            })
        })
        .mount(&server)
        .await;
    let client = builder(&server.uri())
        .credentials(ats_client::auth::AccessToken::new(server.uri(), TOKEN))
        .connect()
        .await
        .unwrap();
    let mut texts = of_records(client.collections().create(&[person()]).await);
    let mut batch = client.composite();
    let created = batch.create(&person()).unwrap();
    let query = Contact::select()
        .field(Contact::ID)
        .filter(Contact::LAST_NAME.eq(NAME));
    let queried = batch.query(query).unwrap();
    let results = batch.send().await.unwrap();
    texts.push(format!("{results:?}"));
    texts.extend(printed(&results.get(&created).unwrap_err()));
    texts.extend(printed(&results.get(&queried).unwrap_err()));
    assert!(texts.len() > 10, "{texts:#?}");
    check("parts", &texts, NEVER);
    // A raw answer prints neither its body nor its headers.
    let raw = client.request(Method::POST, "/services/apexrest/x");
    let raw = raw
        .json(&json!({ "who": NAME }))
        .unwrap()
        .send()
        .await
        .unwrap();
    check("raw", &[format!("{raw:?}")], NEVER);
    assert!(String::from_utf8_lossy(&raw.body).contains("Lovelace"));
}

#[tokio::test]
async fn no_secret_of_a_sign_in_is_printed() {
    let key = include_str!("keys/jwt-test-only.pem");
    let all: [fn(&str) -> Credentials; 4] = [
        |_| Password::new("key", SECRET, "ada@acme.example", PASSWORD).into(),
        |_| ClientCredentials::new("key", SECRET).into(),
        |_| {
            RefreshToken::new("key", PASSWORD)
                .client_secret(SECRET)
                .into()
        },
        |key| JwtBearer::new("key", "ada@acme.example", key).into(),
    ];
    for credentials in all {
        let credentials = credentials(key);
        let has_secret = !matches!(credentials, Credentials::JwtBearer(_));
        for (kind, status) in ANSWERS
            .into_iter()
            .flat_map(|kind| [(kind, 200), (kind, 400), (kind, 503)])
        {
            let what = format!("{credentials:?} {kind:?} {status}");
            let server = MockServer::start().await;
            let assertion = Arc::new(Mutex::new(String::new()));
            let sent = Arc::clone(&assertion);
            Mock::given(any())
                .respond_with(move |request: &Request| {
                    let mut request = request.clone();
                    let body = String::from_utf8_lossy(&request.body).into_owned();
                    let pair = body
                        .split('&')
                        .find_map(|pair| pair.strip_prefix("assertion="));
                    *sent.lock().unwrap() = pair.unwrap_or_default().to_owned();
                    let basic = if has_secret {
                        STANDARD.encode(format!("key:{SECRET}"))
                    } else {
                        String::new()
                    };
                    request.body = format!("{body}&basic={basic}&again={}", STANDARD.encode(&body))
                        .into_bytes();
                    answer(kind, status, &request)
                })
                .mount(&server)
                .await;
            let trace = Trace::default();
            let guard = trace.start();
            let error = builder(&server.uri())
                .credentials(credentials.clone())
                .connect()
                .await
                .unwrap_err();
            drop(guard);
            let mut texts = printed(&error);
            if let ClientError::SignIn(error) = &error {
                texts.extend([error.to_string(), format!("{error:?}")]);
            }
            check(&what, &texts, NEVER);
            let basic = STANDARD.encode(format!("key:{SECRET}"));
            check(&what, &texts, &[&basic[8..16]]);
            check_trace(&what, &trace, status == 503);
            let assertion = assertion.lock().unwrap().clone();
            if let [_, claims, signature] = assertion.split('.').collect::<Vec<_>>()[..] {
                check(&what, &texts, &[claims, signature]);
                assert!(!trace.text().contains(claims), "{what}: {}", trace.text());
            }
        }
    }
}

/// The raw message is available by its own method.
#[tokio::test]
async fn the_orgs_own_words_are_there_on_request() {
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(|_: &Request| {
            common::refusal(
                400,
                "STRING_TOO_LONG",
                &format!("Last Name: data value too large: {NAME}\n (max length=80) {TOKEN}"),
            )
        })
        .mount(&server)
        .await;
    let client = builder(&server.uri())
        .credentials(ats_client::auth::AccessToken::new(server.uri(), TOKEN))
        .connect()
        .await
        .unwrap();
    let error = client.create(&person()).await.unwrap_err();
    let error = &error.api().unwrap().errors[0];
    assert_eq!(
        error.message,
        "Last Name: data value too large: … (max length=80) …"
    );
    // The values, and still not the token.
    assert_eq!(
        error.raw_message(),
        format!("Last Name: data value too large: {NAME}\n (max length=80) …")
    );
}
