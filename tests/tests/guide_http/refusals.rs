//! “Error Responses”: each sample as the org answers it, as the client tells it, and what the client
//! says before anything is sent.

use ats_client::{ClientError, ErrorKind, Method, ServerRule, SignInError};
use ats_core::prelude::*;
use ats_core::record::{from_json, set};
use ats_generated::*;
use ats_schema::rules::error_code::ErrorCode;
use serde_json::{Value, json};

use crate::org::{Guide, VERSION, exact};
use crate::samples::{
    self, NOT_FOUND_RESPONSE, REQUIRED_FIELD_MISSING_RESPONSE, RESTRICTED_PICKLIST_RESPONSE,
    SESSION_INVALID_RESPONSE, STRING_TOO_LONG_RESPONSE,
};

/// Sends what the typed calls would not: a tree of one contact, `ref3`.
async fn plant(guide: &Guide, mut contact: Value) -> ClientError {
    contact["attributes"] = json!({ "type": "Contact", "referenceId": "ref3" });
    guide
        .client
        .request(Method::POST, "composite/tree/Contact")
        .json(&json!({ "records": [contact] }))
        .expect("JSON")
        .send()
        .await
        .expect_err("a refusal")
}

#[tokio::test]
async fn required_field_missing() {
    let guide = Guide::open().await;
    let error = plant(&guide, json!({ "FirstName": "candidate" })).await;
    let said = guide.said();
    assert_eq!(said.status, 400);
    guide.compare(REQUIRED_FIELD_MISSING_RESPONSE, &said.answered());

    let failure = error.api().expect("an answer of the org");
    assert_eq!(
        (failure.status, failure.kind()),
        (400, ErrorKind::Validation)
    );
    let [problem] = &*failure.errors else {
        panic!("{failure:?}")
    };
    assert_eq!(problem.code, ErrorCode::RequiredFieldMissing);
    assert_eq!(problem.rule(), Some(ServerRule::Required));
    assert_eq!(problem.reference.as_deref(), Some("ref3"));
    assert_eq!(problem.fields[0].name, "LastName");
    assert!(!error.is_retryable());
    let help = error.help().expect("advice");
    assert!(help.starts_with("fill in all required fields"), "{help}");

    // “Before sending the request, ensure that all mandatory fields are populated.”
    let blank = NewContact::new(ContactRequired {
        last_name: Text::default(),
    });
    let error = guide.client.create(&blank).await.expect_err("blank");
    assert!(matches!(error, ClientError::Invalid(_)));
    assert_eq!(
        error.to_string(),
        "Contact (`Contact`) was not sent: Last Name (`LastName`) is required and has no value"
    );
    assert!(guide.recorder.take().is_empty());
}

#[tokio::test]
async fn string_too_long() {
    let guide = Guide::open().await;
    let sample = samples::json(STRING_TOO_LONG_RESPONSE);
    let message = sample["results"][0]["errors"][0]["message"]
        .as_str()
        .expect("a message");
    let long = message
        .strip_prefix("First Name: data value too large: ")
        .and_then(|rest| rest.strip_suffix(" (max length=40)"))
        .expect("the value within the message");

    let error = plant(&guide, json!({ "FirstName": long, "LastName": "new" })).await;
    let said = guide.said();
    assert_eq!(said.status, 400);
    guide.compare(STRING_TOO_LONG_RESPONSE, &said.answered());
    let failure = error.api().expect("an answer of the org");
    assert_eq!(failure.kind(), ErrorKind::Validation);
    assert_eq!(failure.errors[0].code, ErrorCode::StringTooLong);
    assert_eq!(failure.errors[0].rule(), Some(ServerRule::MaxLength(40)));
    assert!(!error.is_retryable());

    // “Show the user a clear message like ‘First Name must be 40 characters or fewer.’” An untyped
    // request has no labels; a typed one has.
    let help = error.help().expect("advice");
    assert_eq!(help, "FirstName must be 40 characters or fewer");
    let imported: Contact =
        from_json(&json!({ "FirstName": long }).to_string()).expect("a contact");
    let mut contact = NewContact::new(ContactRequired {
        last_name: text!(Contact::LAST_NAME, "new"),
    });
    contact.first_name = imported.first_name;
    let error = guide.client.create(&contact).await.expect_err("too long");
    let expected = format!(
        "Contact (`Contact`) was not sent: First Name (`FirstName`) must be 40 characters or fewer; it has {}",
        long.chars().count()
    );
    assert_eq!(error.to_string(), expected);
    assert!(guide.recorder.take().is_empty());
}

/// The statuses of a job are only partly public, so the bundled org takes any; one with the same
/// describes and nothing said about them takes those that are listed.
#[tokio::test]
async fn invalid_or_null_for_restricted_picklist() {
    let guide = Guide::of(exact(), VERSION).await;
    let job = guide.job("a0MEm000004fFnBMAU").await;
    let changes = JobUpdate {
        status: set(JobStatus::Other("Test".to_owned())),
        ..Default::default()
    };
    let error = guide
        .client
        .update(job, &changes)
        .await
        .expect_err("not listed");
    let said = guide.said();
    assert_eq!(said.status, 400, "the guide says 404");
    guide.compare(RESTRICTED_PICKLIST_RESPONSE, &said.answered());

    let failure = error.api().expect("an answer of the org");
    assert_eq!(failure.kind(), ErrorKind::Validation);
    let problem = &failure.errors[0];
    assert_eq!(problem.code, ErrorCode::InvalidOrNullForRestrictedPicklist);
    assert_eq!(problem.rule(), Some(ServerRule::NotListed("Test".into())));
    assert_eq!(problem.fields[0].label, Some("Status"));
    assert!(!error.is_retryable());
    let help = error.help().expect("advice");
    assert!(help.starts_with("use one of the values"), "{help}");

    // “Fetch the allowed picklist values from Salesforce metadata”
    let describe = guide.client.describe("bpats__Job__c").await;
    let describe = describe.expect("a describe");
    let status = describe.field("bpats__Status__c").expect("the field");
    let values: Vec<_> = status.picklist_values.iter().map(|it| &*it.value).collect();
    assert!(values.contains(&"Open") && !values.contains(&"Test"));
}

#[tokio::test]
async fn session_expired_or_invalid() {
    let guide = Guide::open().await;
    guide.org.end_sessions();
    let error = guide.client.limits().await.expect_err("no session");
    let said = guide.said();
    assert_eq!(said.status, 401);
    guide.compare(SESSION_INVALID_RESPONSE, &said.answered());
    // A token without credentials cannot be renewed; the message says what to do.
    assert!(
        matches!(error, ClientError::SignIn(SignInError::Expired { .. })),
        "{error:?}"
    );
    assert!(error.explain().contains("get a new one"), "{error}");
    assert!(!error.is_retryable());
}

#[tokio::test]
async fn not_found() {
    let guide = Guide::open().await;
    let nobody: Id<Job> = "a0MEm000004fFnBMAU".parse().expect("an id");
    let error = guide.client.retrieve(nobody).await.expect_err("no job");
    let said = guide.said();
    assert_eq!(said.status, 404, "the guide says 400");
    guide.compare(NOT_FOUND_RESPONSE, &said.answered());
    let failure = error.api().expect("an answer of the org");
    assert_eq!(failure.kind(), ErrorKind::NotFound);
    assert_eq!(failure.code(), Some(&ErrorCode::NotFound));
    assert!(!error.is_retryable());
    let help = error.help().expect("advice");
    assert!(
        help.starts_with("check the object's API name and the id"),
        "{help}"
    );
    assert!(
        error
            .to_string()
            .contains("retrieve of bpats__Job__c a0MEm000004fFnBMAU")
    );
}
