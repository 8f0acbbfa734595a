//! `tests/guide/errata.toml`: each misprint of the guide is seen to be one, and its correction to be
//! right.

use std::collections::BTreeSet;
use std::str::FromStr as _;

use ats_client::{ApiVersion, Client, ClientError, Method, Soql};
use ats_core::prelude::*;
use ats_core::record::UntypedRecord;
use ats_generated::*;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::org::{Guide, VERSION, exact, token};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Errata {
    erratum: Vec<Erratum>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Erratum {
    name: String,
    chapter: String,
    guide: String,
    corrected: String,
    why: String,
    file: Option<String>,
    check: Option<Check>,
    tested_by: Option<String>,
}

/// How the difference between the guide's text and the corrected one shows.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Check {
    /// Ids: the guide's is refused by the type and by the org; with `suggested`, the error names the
    /// corrected one.
    Id {
        #[serde(default)]
        suggested: bool,
    },
    /// The sample as it is printed is no JSON.
    Json {},
    /// JSON bodies of a request: the guide's is refused, the corrected one is taken.
    Body {
        method: String,
        path: String,
        status: u16,
        code: String,
        accepted: u16,
    },
    /// Addresses.
    Path {
        method: Option<String>,
        status: u16,
        code: String,
    },
    /// Addresses, sent byte by byte as they stand.
    RawPath { status: u16 },
    /// Queries; the error code of the guide's.
    Soql(String),
    /// Statuses: the request is answered with this code and with the corrected status.
    Status {
        method: String,
        path: String,
        #[serde(default)]
        body: String,
        code: String,
    },
    /// The release of this version, as `vXX.0 = <release> release`.
    Version(u16),
    /// Labels of objects.
    Label {},
    /// Names of fields in what a create answers.
    AnswerField {},
    /// Addresses to sign in at: the guide's is refused before anything is sent.
    LoginUrl {},
}

fn errata() -> Vec<Erratum> {
    let text = ats_tests::text("tests/guide/errata.toml");
    let errata: Errata = toml::from_str(&text).unwrap_or_else(|error| panic!("{error}"));
    errata.erratum
}

#[test]
fn every_entry_is_whole_and_exercised() {
    let errata = errata();
    let mut names = BTreeSet::new();
    for erratum in &errata {
        let Erratum { name, .. } = erratum;
        assert!(names.insert(name), "{name} twice");
        assert!(
            !erratum.chapter.is_empty() && !erratum.why.is_empty(),
            "{name}"
        );
        assert_ne!(erratum.guide, erratum.corrected, "{name}");
        assert!(
            erratum.check.is_some() != erratum.tested_by.is_some(),
            "{name}: either a check or a test"
        );
        if let Some(test) = &erratum.tested_by {
            let (module, function) = test.split_once("::").expect(name);
            let source = ats_tests::text(&format!("tests/tests/guide_http/{module}.rs"));
            let is_there = [
                format!("#[tokio::test]\nasync fn {function}()"),
                format!("#[test]\nfn {function}()"),
            ]
            .iter()
            .any(|head| source.contains(head));
            assert!(is_there, "{name}: there is no test {test}");
        }
    }
}

#[test]
fn samples_as_printed_differ_where_the_errata_say() {
    let mut misprinted = BTreeSet::new();
    for erratum in errata() {
        let Some(file) = erratum.file else { continue };
        let read = |folder: &str| ats_tests::text(&format!("tests/guide/samples/{folder}{file}"));
        let (printed, corrected) = (read("as-printed/"), read(""));
        let name = &erratum.name;
        // The texts of bodies are fields of them.
        let (was, is) = match erratum.check {
            Some(Check::Body { .. }) => (field(&erratum.guide), field(&erratum.corrected)),
            _ => (erratum.guide, erratum.corrected),
        };
        assert!(printed.contains(&was), "{name}: {file} as printed");
        assert!(!corrected.contains(&was), "{name}: {file} corrected");
        // Spaces are not what is corrected.
        let dense = |text: &str| text.split_whitespace().collect::<String>();
        assert!(
            dense(&corrected).contains(&dense(&is)),
            "{name}: {file} corrected"
        );
        if matches!(erratum.check, Some(Check::Json {})) {
            assert!(
                serde_json::from_str::<Value>(&printed).is_err(),
                "{name}: {file}"
            );
        }
        serde_json::from_str::<Value>(&corrected).unwrap_or_else(|error| panic!("{file}: {error}"));
        misprinted.insert(file);
    }
    let mut files: BTreeSet<String> = BTreeSet::new();
    for name in ats_tests::json_files("tests/guide/samples/as-printed") {
        files.insert(format!("{name}.json"));
    }
    assert_eq!(misprinted, files);
}

/// The first name in an object's text.
fn field(object: &str) -> String {
    let object: Value = serde_json::from_str(object).expect("JSON");
    let name = object.as_object().and_then(|it| it.keys().next());
    format!("{:?}", name.expect("a field"))
}

/// An org without open picklists, and the records that the entries' ids stand for.
async fn guide() -> Guide {
    let guide = Guide::of(exact(), VERSION).await;
    guide.contact("003Em00000cqRQ3IAM").await;
    guide.job("a0MEm000004fFnBMAU").await;
    guide.job("a0MEm000004fHCHMA2").await;
    guide.application("a0LEm000007SHNYMA4").await;
    guide
}

/// A call's status, and its error code if it has one. Ids of the guide are those of their records.
async fn call(guide: &Guide, method: &str, path: &str, body: &str) -> (u16, Option<String>) {
    let (path, body) = (guide.of_org(path), guide.of_org(body));
    let method = Method::from_bytes(method.as_bytes()).expect("a method");
    let mut request = guide.client.request(method, path);
    if !body.is_empty() {
        request = request.body(body, "application/json");
    }
    match request.send().await {
        Ok(answer) => (answer.status.as_u16(), None),
        Err(error) => {
            let failure = error.api().unwrap_or_else(|| panic!("{error}"));
            let code = failure.code().map(|code| code.as_str().to_owned());
            (failure.status, code)
        }
    }
}

#[tokio::test]
async fn what_the_guide_prints_is_refused_and_what_is_corrected_is_taken() {
    let guide = guide().await;
    for erratum in errata() {
        if let Some(check) = &erratum.check {
            exercise(&guide, &erratum, check).await;
        }
    }
}

async fn exercise(guide: &Guide, erratum: &Erratum, check: &Check) {
    let Erratum {
        name,
        guide: printed,
        corrected,
        ..
    } = erratum;
    let refusal = |status: u16, code: &str| (status, Some(code.to_owned()));
    match check {
        Check::Id { suggested } => {
            let error = Id::<AnyObject>::from_str(printed).expect_err(name);
            let suggestion = error.suggestion();
            assert_eq!(
                suggestion,
                suggested.then_some(corrected.as_str()),
                "{name}"
            );
            let right: Id<AnyObject> = corrected.parse().expect(name);
            assert_eq!(right.as_str(), corrected, "{name}");
            // To the org, too, it is no id.
            let body = json!({ "bpats__Job__c": printed }).to_string();
            let path = "sobjects/bpats__Job_Board_Application__c";
            let answer = call(guide, "POST", path, &body).await;
            assert_eq!(answer, refusal(400, "MALFORMED_ID"), "{name}");
        }
        // Compared without the org.
        Check::Json {} => {}
        Check::Body {
            method,
            path,
            status,
            code,
            accepted,
        } => {
            let answer = call(guide, method, path, printed).await;
            assert_eq!(answer, refusal(*status, code), "{name}");
            let answer = call(guide, method, path, corrected).await;
            assert_eq!(answer, (*accepted, None), "{name}");
        }
        Check::Path {
            method,
            status,
            code,
        } => {
            let method = method.as_deref().unwrap_or("GET");
            let answer = call(guide, method, printed, "").await;
            assert_eq!(answer, refusal(*status, code), "{name}");
            let (status, code) = call(guide, method, corrected, "").await;
            assert!(matches!(status, 200 | 204), "{name}: {status} {code:?}");
        }
        Check::RawPath { status } => {
            let token = token(&guide.org).await;
            assert_eq!(raw(guide, &token, printed).await, *status, "{name}");
            assert_eq!(raw(guide, &token, corrected).await, 200, "{name}");
        }
        Check::Soql(code) => {
            let error = query(guide, printed).await.expect_err(name);
            let failure = error.api().expect(name);
            assert_eq!(failure.status, 400, "{name}");
            assert_eq!(
                failure.code().map(|code| code.as_str()),
                Some(&**code),
                "{name}"
            );
            assert!(error.help().is_some(), "{name}");
            query(guide, corrected).await.expect(name);
        }
        Check::Status {
            method,
            path,
            body,
            code,
        } => {
            let status: u16 = corrected.parse().expect(name);
            let answer = call(guide, method, path, body).await;
            assert_eq!(answer, refusal(status, code), "{name}");
        }
        Check::Version(number) => {
            let versions = guide.client.versions().await.expect("versions");
            let version = ApiVersion::new(*number);
            let listed = versions
                .iter()
                .find(|it| it.version == version)
                .expect(name);
            let line = format!("{version} = {} release", listed.label);
            assert_eq!(line, *corrected, "{name}");
        }
        Check::Label {} => {
            let global = guide.client.describe_global().await.expect("the objects");
            let is_label = |text: &str| global.sobjects.iter().any(|it| it.label == text);
            assert!(!is_label(printed), "{name}");
            assert!(is_label(corrected), "{name}");
        }
        Check::AnswerField {} => {
            guide.recorder.take();
            let new = NewContact::new(ContactRequired {
                last_name: text!(Contact::LAST_NAME, "Lovelace"),
            });
            guide.client.create(&new).await.expect("a contact");
            let answer = guide.said().answered();
            assert!(answer.get(printed).is_none(), "{name}: {answer}");
            assert!(answer.get(corrected).is_some(), "{name}: {answer}");
        }
        Check::LoginUrl {} => {
            let connect = |url: &str| crate::org::signing_in(url).connect();
            let error = connect(printed).await.expect_err(name);
            assert!(
                matches!(error, ClientError::Config { .. }),
                "{name}: {error:?}"
            );
            // What is right cannot be tried here; it is an address.
            reqwest::Url::parse(corrected).expect(name);
        }
    }
}

async fn query(guide: &Guide, soql: &str) -> Result<u64, ClientError> {
    let page = guide.client.query(Soql::<UntypedRecord>::new(soql)).await?;
    Ok(page.total_size.expect("a total"))
}

/// A request as no client library would write it.
async fn raw(guide: &Guide, token: &str, target: &str) -> u16 {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let host = guide.org.base_url().strip_prefix("http://").expect("http");
    let mut connection = tokio::net::TcpStream::connect(host).await.expect("the org");
    let request = format!(
        "GET {target} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n"
    );
    connection
        .write_all(request.as_bytes())
        .await
        .expect("a request");
    let mut answer = Vec::new();
    connection
        .read_to_end(&mut answer)
        .await
        .expect("an answer");
    let answer = String::from_utf8_lossy(&answer);
    let status = answer.split(' ').nth(1).expect("a status line");
    status.parse().expect("a status")
}

/// `errorCode` in what a single call answers, `statusCode` in the results of several; the client tells
/// both alike.
#[tokio::test]
async fn error_codes_have_two_names() {
    let guide = guide().await;
    let contact = json!({ "FirstName": "candidate" });
    let planted = json!({ "records": [
        { "attributes": { "type": "Contact", "referenceId": "ref3" }, "FirstName": "candidate" }
    ]});
    for (path, body, key) in [
        ("sobjects/Contact", contact, "errorCode"),
        ("composite/tree/Contact", planted, "statusCode"),
    ] {
        guide.recorder.take();
        let answer = call(&guide, "POST", path, &body.to_string()).await;
        assert_eq!(answer, (400, Some("REQUIRED_FIELD_MISSING".to_owned())));
        let said = guide.said().answer;
        let other = if key == "errorCode" {
            "statusCode"
        } else {
            "errorCode"
        };
        assert!(said.contains(key) && !said.contains(other), "{said}");
    }
}

#[tokio::test]
async fn an_org_takes_an_application_without_fields() {
    let guide = guide().await;
    let path = "sobjects/bpats__Job_Board_Application__c";
    assert_eq!(call(&guide, "POST", path, "{}").await, (201, None));
    // What the guide requires, the generated type does.
    let blank = NewJobBoardApplication {
        email: Text::default(),
        ..crate::org::application(
            guide.id("003Em00000cqRQ3IAM"),
            guide.id("a0MEm000004fFnBMAU"),
        )
    };
    let error = guide.client.create(&blank).await.expect_err("no e-mail");
    assert!(matches!(error, ClientError::Invalid(_)), "{error:?}");
}

#[tokio::test]
async fn an_update_names_what_it_changes() {
    let guide = guide().await;
    let path = "/services/data/v63.0/sobjects/Contact/003Em00000cqRQ3IAM";
    let answer = call(&guide, "PATCH", path, r#"{"FirstName": "Ada"}"#).await;
    assert_eq!(answer, (204, None));
    let answer = call(&guide, "PATCH", path, r#"{"LastName": null}"#).await;
    assert_eq!(answer, (400, Some("REQUIRED_FIELD_MISSING".to_owned())));
}

/// Whole requests of the guide, misprints and all.
#[tokio::test]
async fn samples_as_printed_are_refused_as_a_whole() {
    let guide = guide().await;
    let job = "/services/data/v63.0/sobjects/bpats__Job__c/a0MEm000004fFnBMAU";
    for (file, method, path, code) in [
        (
            "create",
            "POST",
            "sobjects/bpats__Job_Board_Application__c",
            "INVALID_FIELD",
        ),
        ("update", "PATCH", job, "JSON_PARSER_ERROR"),
        (
            "update-many",
            "PATCH",
            "composite/sobjects",
            "JSON_PARSER_ERROR",
        ),
        ("boolean", "PATCH", job, "INVALID_FIELD"),
    ] {
        let body = ats_tests::text(&format!(
            "tests/guide/samples/as-printed/{file}.request.json"
        ));
        let answer = call(&guide, method, path, &body).await;
        assert_eq!(answer, (400, Some(code.to_owned())), "{file}");
    }
    // With the commas but without the right ids, each record is refused for itself.
    let body = ats_tests::text("tests/guide/samples/as-printed/update-many.request.json");
    let body = body.replace("Test\"\n    \"bpats", "Test\",\n    \"bpats");
    let answer = guide
        .client
        .request(Method::PATCH, "composite/sobjects")
        .body(body, "application/json")
        .send()
        .await
        .expect("results");
    let results: Vec<Value> = answer.json().expect("JSON");
    let codes: Vec<_> = results
        .iter()
        .map(|result| (&result["success"], &result["errors"][0]["statusCode"]))
        .collect();
    let expected = (&json!(false), &json!("MALFORMED_ID"));
    assert_eq!(codes, [expected, expected]);
}

/// Answers as they are printed, from a server that says them.
#[tokio::test]
async fn answers_as_printed_are_read_if_they_can_be() {
    for (file, readable) in [("create", false), ("create-tree", true)] {
        let body = ats_tests::text(&format!(
            "tests/guide/samples/as-printed/{file}.response.json"
        ));
        let client = told(&body).await;
        let contact = NewContact::new(ContactRequired {
            last_name: text!(Contact::LAST_NAME, "Lovelace"),
        });
        let result = match file {
            "create" => client.create(&contact).await.map(drop),
            _ => {
                // The printed ids are those of a custom object.
                let several = [NewMessageStats::default(), NewMessageStats::default()];
                let planted = client.collections().create_tree(&several).await;
                assert!(planted.is_success(), "{planted:?}");
                Ok(())
            }
        };
        assert_eq!(result.is_ok(), readable, "{file}");
        if let Err(error) = result {
            // The record may be there; what was said of it cannot be read.
            assert!(error.may_have_happened(), "{error:?}");
            assert!(!error.is_retryable(), "{error}");
        }
    }
}

/// A client of a server that answers everything with one text.
async fn told(answer: &str) -> Client {
    let router = {
        let answer = answer.to_owned();
        axum::Router::new().fallback(move || {
            let answer = answer.clone();
            async move { ([("content-type", "application/json")], answer) }
        })
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, router).await });
    Client::builder()
        .credentials(ats_client::auth::AccessToken::new(url, "a token"))
        .api_version(VERSION)
        .retry(ats_client::RetryPolicy::never())
        .connect()
        .await
        .expect("a client")
}
