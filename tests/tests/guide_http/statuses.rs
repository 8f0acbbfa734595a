//! “Status Codes and Error Responses”: every row of the table, and what the user of the client sees.

use ats_client::{ApiVersion, Client, ClientError, ErrorKind, Method, SignInError, UnexpectedBody};
use ats_core::prelude::*;
use ats_emulator::{Fault, FaultKind};
use ats_generated::*;
use ats_schema::rules::error_code::ErrorCode;
use reqwest::header::{HeaderName, HeaderValue};
use serde_json::json;

use crate::org::{Guide, VERSION, bundled};
use crate::samples::STATUS_CODES;

/// The rows of the table: status and first words.
fn rows() -> Vec<(u16, &'static str)> {
    STATUS_CODES
        .lines()
        .map(|line| {
            let (status, words) = line.split_once(' ').expect("a status and its description");
            (status.parse().expect("a status"), words)
        })
        .collect()
}

/// What the user sees of a row that is an error of the API.
struct Seen {
    kind: ErrorKind,
    code: Option<&'static str>,
    retryable: bool,
    /// The beginning of the advice.
    help: &'static str,
}

/// Whether the guide's row and what is seen of it fit.
#[track_caller]
fn sees(error: &ClientError, status: u16, seen: &Seen) {
    let ClientError::Api(failure) = error else {
        panic!("{status}: {error:?}")
    };
    assert_eq!(failure.status, status, "{error}");
    assert_eq!(failure.kind(), seen.kind, "{error}");
    assert_eq!(failure.code().map(ErrorCode::as_str), seen.code, "{error}");
    assert_eq!(error.is_retryable(), seen.retryable, "{error}");
    let help = error.help().expect("advice");
    assert!(help.starts_with(seen.help), "{status}: {help}");
    // One readable sentence has it all.
    let text = error.explain();
    assert!(text.contains(&format!("HTTP {status}")), "{text}");
    assert!(text.contains(&help), "{text}");
}

async fn fault(guide: &Guide, kind: FaultKind) -> ClientError {
    guide.org.faults().add(Fault::new(kind));
    guide.client.limits().await.expect_err(kind.name())
}

#[test]
fn the_table_has_the_rows_that_are_tested_here() {
    let statuses: Vec<u16> = rows().iter().map(|(status, _)| *status).collect();
    assert_eq!(
        statuses,
        [
            200, 201, 204, 300, 304, 400, 401, 403, 404, 405, 409, 410, 412, 414, 415, 420, 428,
            431, 500, 502, 503
        ]
    );
}

#[tokio::test]
async fn the_three_of_success() {
    let guide = Guide::open().await;
    let contacts = "sobjects/Contact";
    let created = guide
        .client
        .request(Method::POST, contacts)
        .json(&json!({ "LastName": "Lovelace" }))
        .expect("JSON")
        .send()
        .await
        .expect("a contact");
    assert_eq!(created.status, 201);
    let created: serde_json::Value = created.json().expect("JSON");
    let path = format!("{contacts}/{}", created["id"].as_str().expect("an id"));
    for (method, status) in [
        (Method::GET, 200),
        (Method::HEAD, 200),
        (Method::PATCH, 204),
        (Method::DELETE, 204),
    ] {
        let request = guide.client.request(method.clone(), &path);
        let request = match method {
            Method::PATCH => request.json(&json!({ "FirstName": "Ada" })).expect("JSON"),
            _ => request,
        };
        let answer = request.send().await.expect("success");
        assert_eq!(answer.status, status, "{method}");
    }
    // “some PATCH requests”: an upsert that creates, and one that changes.
    let key = "sobjects/bpats__Message_Stats__c/bpats__External_Key__c/2025-04";
    for status in [201, 200] {
        let request = guide.client.request(Method::PATCH, key);
        let answer = request.json(&json!({})).expect("JSON").send().await;
        assert_eq!(answer.expect("success").status, status);
    }
}

/// 300: the external id exists in more than one record. Of the guide's objects, only e-mail messages
/// have an external id that is not unique.
#[tokio::test]
async fn s300_multiple_matches() {
    let guide = Guide::open().await;
    let message = || NewEmailMessage {
        twilio_external_message_id: Some(text!(EmailMessage::TWILIO_EXTERNAL_MESSAGE_ID, "SM-1")),
        ..NewEmailMessage::new(EmailMessageRequired {
            status: EmailMessageStatus::N3,
        })
    };
    let mut ids = Vec::new();
    for _ in 0..2 {
        let id = guide.client.create(&message()).await.expect("a message");
        ids.push(id);
    }
    let key = EmailMessageKey::TwilioExternalMessageId(text!(
        EmailMessage::TWILIO_EXTERNAL_MESSAGE_ID,
        "SM-1"
    ));
    let new = NewEmailMessage::new(EmailMessageRequired {
        status: EmailMessageStatus::N3,
    });
    let error = guide.client.upsert(&key, &new).await.expect_err("two");
    let seen = Seen {
        kind: ErrorKind::MultipleMatches,
        code: None,
        retryable: false,
        help: "use the id of one of them",
    };
    sees(&error, 300, &seen);
    // “The response body contains the list of matching records.”
    let matches = &error.api().expect("an answer").matches;
    let expected: Vec<_> = ids
        .iter()
        .map(|id| format!("/services/data/v63.0/sobjects/EmailMessage/{id}"))
        .collect();
    assert_eq!(*matches, expected);
}

#[tokio::test]
async fn s304_not_modified() {
    let guide = Guide::open().await;
    let client = &guide.client;
    let describe = client.describe_raw("Contact", ats_client::KnownDescribe::default());
    let describe = describe.await.expect("an answer").expect("a describe");
    let known = ats_client::KnownDescribe {
        last_modified: describe.last_modified,
        etag: None,
    };
    assert!(known.last_modified.is_some());
    // The call that is made for it answers that there is nothing new;
    let again = client.describe_raw("Contact", known).await;
    assert!(again.expect("an answer").is_none());
    assert_eq!(
        guide.recorder.take().last().expect("an exchange").status,
        304
    );
    // any other sees an error.
    let error = client
        .request(Method::GET, "sobjects/Contact/describe")
        .header(
            HeaderName::from_static("if-modified-since"),
            HeaderValue::from_static("Fri, 31 Dec 2100 23:59:59 GMT"),
        )
        .send()
        .await
        .expect_err("304");
    let seen = Seen {
        kind: ErrorKind::NotModified,
        code: None,
        retryable: false,
        help: "what you have is up to date",
    };
    sees(&error, 304, &seen);
}

#[tokio::test]
async fn s400_not_understood() {
    let guide = Guide::open().await;
    let error = guide
        .client
        .request(Method::POST, "sobjects/Contact")
        .body(r#"{"LastName": "#, "application/json")
        .send()
        .await
        .expect_err("half a body");
    let seen = Seen {
        kind: ErrorKind::Malformed,
        code: Some("JSON_PARSER_ERROR"),
        retryable: false,
        help: "compare the record with the object's describe",
    };
    sees(&error, 400, &seen);
}

#[tokio::test]
async fn s401_session_invalid() {
    // With credentials, the client gets itself a new token and nobody sees the 401.
    let org = bundled().start().await.expect("an org");
    let client = crate::org::signing_in(org.base_url());
    let client = client.connect().await.expect("a client");
    org.end_sessions();
    client.limits().await.expect("limits, with a new token");
    let statuses: Vec<u16> = org
        .requests()
        .iter()
        .filter(|exchange| exchange.path.ends_with("/limits"))
        .map(|exchange| exchange.status)
        .collect();
    assert_eq!(statuses, [401, 200]);
    // An org that refuses even the new one is not asked again.
    org.faults()
        .add(Fault::new(FaultKind::ExpiredSession).times(u64::MAX));
    let error = client.limits().await.expect_err("401 forever");
    assert!(
        matches!(
            error,
            ClientError::SignIn(SignInError::NewTokenRefused { .. })
        ),
        "{error:?}"
    );
    assert!(!error.is_retryable());
}

#[tokio::test]
async fn s403_refused() {
    let guide = Guide::open().await;
    let error = fault(&guide, FaultKind::Forbidden).await;
    let mut seen = Seen {
        kind: ErrorKind::Forbidden,
        code: Some("INSUFFICIENT_ACCESS_OR_READONLY"),
        retryable: false,
        help: "check that the user's permission set allows this",
    };
    sees(&error, 403, &seen);

    // “If the error code is REQUEST_LIMIT_EXCEEDED, you’ve exceeded API request limits in your org.”
    let guide = Guide::of(bundled().daily_api_limit(2), VERSION).await;
    for _ in 0..2 {
        guide.client.limits().await.expect("limits");
    }
    let error = guide.client.limits().await.expect_err("no calls left");
    seen = Seen {
        kind: ErrorKind::LimitExceeded,
        code: Some("REQUEST_LIMIT_EXCEEDED"),
        help: "stop calling until the 24-hour window has moved on",
        ..seen
    };
    sees(&error, 403, &seen);
}

#[tokio::test]
async fn s404_not_found() {
    let guide = Guide::open().await;
    let client = &guide.client;
    let contact = guide.contact("003Em00000cqRQ3IAM").await;
    client.delete(contact).await.expect("a deletion");
    let nobody: Id<Contact> = "003Em00000cqAXLIA2".parse().expect("an id");
    let resource = client.request(Method::GET, "nothing/here").send().await;
    // The codes differ, and mean the same to the user.
    for (code, error) in [
        ("NOT_FOUND", resource.expect_err("no resource")),
        (
            "NOT_FOUND",
            client.retrieve(nobody).await.expect_err("nobody"),
        ),
        (
            "INVALID_CROSS_REFERENCE_KEY",
            client.delete(nobody).await.expect_err("nobody"),
        ),
        (
            "ENTITY_IS_DELETED",
            client.delete(contact).await.expect_err("deleted"),
        ),
    ] {
        let seen = Seen {
            kind: ErrorKind::NotFound,
            code: Some(code),
            retryable: false,
            help: "check the object's API name and the id",
        };
        sees(&error, 404, &seen);
    }
}

#[tokio::test]
async fn s405_method_not_allowed() {
    let guide = Guide::open().await;
    let error = guide.client.request(Method::PUT, "limits").send().await;
    let seen = Seen {
        kind: ErrorKind::MethodNotAllowed,
        code: Some("METHOD_NOT_ALLOWED"),
        retryable: false,
        help: "check which methods the resource knows",
    };
    sees(&error.expect_err("405"), 405, &seen);
}

#[tokio::test]
async fn s409_conflict() {
    let guide = Guide::open().await;
    let seen = Seen {
        kind: ErrorKind::Conflict,
        code: Some("CONFLICT"),
        retryable: false,
        help: "check that the API version is compatible with the resource",
    };
    sees(&fault(&guide, FaultKind::Conflict).await, 409, &seen);
}

#[tokio::test]
async fn s410_gone() {
    let seen = Seen {
        kind: ErrorKind::Gone,
        code: Some("GONE"),
        retryable: false,
        help: "the resource has been removed: delete or change references to it",
    };
    let guide = Guide::of(bundled(), ApiVersion::new(30)).await;
    let error = guide.client.limits().await.expect_err("a retired version");
    sees(&error, 410, &seen);
}

#[tokio::test]
async fn s412_precondition_failed() {
    let guide = Guide::open().await;
    let contact = guide.contact("003Em00000cqRQ3IAM").await;
    let error = guide
        .client
        .request(Method::PATCH, format!("sobjects/Contact/{contact}"))
        .header(
            HeaderName::from_static("if-unmodified-since"),
            HeaderValue::from_static("Tue, 10 Aug 2015 00:00:00 GMT"),
        )
        .json(&json!({ "FirstName": "Ada" }))
        .expect("JSON")
        .send()
        .await
        .expect_err("412");
    let failure = error.api().expect("an answer of the org");
    assert_eq!(
        (failure.status, failure.kind()),
        (412, ErrorKind::PreconditionFailed)
    );
    assert!(!error.is_retryable());
    let help = error.help().expect("advice");
    assert!(help.starts_with("the record has changed"), "{help}");
    let read = guide.client.retrieve(contact).await.expect("the contact");
    assert_eq!(read.first_name, None, "nothing was changed");
}

#[tokio::test]
async fn s414_and_s431_too_long() {
    let guide = Guide::open().await;
    let advice = "keep address and headers under 16,384 bytes";
    let path = format!("query?q={}", "x".repeat(16_400));
    let error = guide.client.request(Method::GET, path).send().await;
    let error = error.expect_err("414");
    let seen = Seen {
        kind: ErrorKind::UriTooLong,
        code: Some("URI_TOO_LONG"),
        retryable: false,
        help: advice,
    };
    sees(&error, 414, &seen);

    let error = guide
        .client
        .request(Method::GET, "limits")
        .header(
            HeaderName::from_static("x-note"),
            HeaderValue::from_str(&"x".repeat(16_300)).expect("a header"),
        )
        .send()
        .await
        .expect_err("431");
    let seen = Seen {
        kind: ErrorKind::HeadersTooLong,
        code: Some("REQUEST_HEADER_FIELDS_TOO_LARGE"),
        ..seen
    };
    sees(&error, 431, &seen);

    // A query of that length is sent another way.
    let names: Vec<String> = (0..2_000)
        .map(|number| format!("Name {number:08}"))
        .collect();
    let names = names.iter().map(String::as_str);
    let query = Job::select().filter(Job::NAME.is_in(names));
    assert!(query.to_soql().len() > 16_384);
    assert_eq!(guide.client.count(query).await.expect("a count"), 0);
}

#[tokio::test]
async fn s415_unsupported_media_type() {
    let guide = Guide::open().await;
    let error = guide
        .client
        .request(Method::POST, "sobjects/Contact")
        .body("LastName=Lovelace", "application/x-www-form-urlencoded")
        .send()
        .await
        .expect_err("415");
    let seen = Seen {
        kind: ErrorKind::UnsupportedMediaType,
        code: Some("UNSUPPORTED_MEDIA_TYPE"),
        retryable: false,
        help: "send JSON",
    };
    sees(&error, 415, &seen);
}

/// 420 and 502 come from Salesforce Edge, which is before the instance, as web pages.
#[tokio::test]
async fn s420_and_s502_of_the_edge() {
    let guide = Guide::open().await;
    for (kind, status, retryable, advice) in [
        (
            FaultKind::NoRoute,
            420,
            true,
            "no instance serves this host",
        ),
        (FaultKind::BadGateway, 502, true, "try again later"),
    ] {
        let error = fault(&guide, kind).await;
        let ClientError::NotSalesforce(answer) = &error else {
            panic!("{status}: {error:?}")
        };
        assert_eq!(
            (answer.status, &answer.body),
            (status, &UnexpectedBody::Html)
        );
        assert!(error.explain().contains(advice), "{error}");
        assert_eq!(error.is_retryable(), retryable, "{error}");
    }
}

#[tokio::test]
async fn s428_precondition_required() {
    let guide = Guide::open().await;
    let seen = Seen {
        kind: ErrorKind::PreconditionRequired,
        code: Some("PRECONDITION_REQUIRED"),
        retryable: false,
        help: "send a condition such as `If-Match`",
    };
    sees(
        &fault(&guide, FaultKind::PreconditionRequired).await,
        428,
        &seen,
    );
}

/// 500 and 503 of a read may be tried again; of a create, nobody knows whether it happened.
#[tokio::test]
async fn s500_and_s503_of_the_server() {
    let guide = Guide::open().await;
    for (fault, status, kind, code, help) in [
        (
            FaultKind::ServerError,
            500,
            ErrorKind::ServerError,
            "UNKNOWN_EXCEPTION",
            "try again later; if it stays, contact Salesforce Customer Support",
        ),
        (
            FaultKind::Unavailable,
            503,
            ErrorKind::Unavailable,
            "SERVER_UNAVAILABLE",
            "the org is down for maintenance or overloaded",
        ),
    ] {
        let seen = Seen {
            kind,
            code: Some(code),
            retryable: true,
            help,
        };
        let error = self::fault(&guide, fault).await;
        sees(&error, status, &seen);
        let wait = error.api().expect("an answer").retry_after;
        assert_eq!(wait.is_some(), status == 503, "{error}");

        guide.org.faults().add(Fault::new(fault));
        let error = create(&guide.client).await.expect_err("an outage");
        let ClientError::OutcomeUnknown(unknown) = &error else {
            panic!("{status}: {error:?}")
        };
        sees(&unknown.cause, status, &seen);
        assert!(error.may_have_happened() && !error.is_retryable());
        let help = error.help().expect("advice");
        assert!(help.starts_with("look for the record"), "{help}");
    }
}

async fn create(client: &Client) -> Result<Id<Contact>, ClientError> {
    let contact = NewContact::new(ContactRequired {
        last_name: text!(Contact::LAST_NAME, "Lovelace"),
    });
    client.create(&contact).await
}
