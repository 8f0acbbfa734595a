//! The requests that a comparison takes, who sees what, and the checks that it loads.

use ats_client::auth::Password;
use ats_client::{Client, ClientError, RetryPolicy, Severity};
use ats_core::prelude::*;
use ats_core::record::ExpectedObject;
use ats_emulator::{Emulator, Fault, FaultKind};
use ats_generated::*;

use crate::{client, schemas};

fn lines(verification: &ats_client::Verification, severity: Severity) -> Vec<String> {
    let differences = verification.at_least(severity);
    differences
        .map(|it| it.to_string().lines().next().unwrap_or_default().to_owned())
        .collect()
}

#[tokio::test]
async fn an_object_that_the_user_does_not_see() {
    let org = Emulator::builder().describe(ats_tests::text("schemas/Account.json"));
    let org = org.start().await.expect("an org");
    let objects = [ExpectedObject::of::<Account>(), ExpectedObject::of::<Job>()];
    let verification = client(&org)
        .await
        .verify(&objects)
        .await
        .expect("a comparison");
    assert_eq!(
        verification.to_string(),
        "2 objects compared with the org: 1 breaking, 0 may fail, 0 for information\n\
         breaks: `bpats__Job__c`: the org has no such object, or this user does not see it\n  \
         help: deploy the object to this org, give the user access to it by a permission set, or generate the \
         crate as this user"
    );
}

#[tokio::test]
async fn a_user_with_a_permission_set() {
    let org = Emulator::builder().schemas(schemas());
    let org = org.permission_set("Asymbl_ATS_Job_Portal").start().await;
    let org = org.expect("an org");
    let client = client(&org).await;
    let job = [ExpectedObject::of::<Job>()];
    let verification = client.verify(&job).await.expect("a comparison");
    let breaks = lines(&verification, Severity::Breaks);
    for verb in ["create", "update", "delete"] {
        let line =
            format!("breaks: `bpats__Job__c`: this user may not {verb} records of the object");
        assert!(breaks.contains(&line), "{verification}");
    }
    assert!(
        !breaks.iter().any(|line| line.contains("may not query")),
        "{verification}"
    );
    // Since no record can be written, no field is reported for it.
    assert!(
        !breaks.iter().any(|line| line.contains("set in a create")),
        "{verification}"
    );
}

/// A type of a program's own, for some fields of an object.
#[derive(SObject)]
#[sobject(name = "Contact", query)]
struct Person {
    #[sobject(name = "LastName", filter)]
    last_name: Option<String>,
    #[sobject(name = "Birthdate")]
    birthdate: Option<Date>,
    #[sobject(name = "Account", parent)]
    account: Option<Related<Account>>,
    #[sobject(name = "NickName__c")]
    nick_name: Option<Text<40>>,
}

#[tokio::test]
async fn a_type_of_a_programs_own() {
    let org = Emulator::start(schemas()).await.expect("an org");
    let objects = [
        ExpectedObject::of::<Person>(),
        ExpectedObject::of::<Contact>(),
    ];
    let verification = client(&org)
        .await
        .verify(&objects)
        .await
        .expect("a comparison");
    assert_eq!(
        lines(&verification, Severity::Warning),
        [
            "breaks: `Contact.NickName__c`: the object has no such field, or this user does not see it"
        ]
    );
    let gained = verification.differences().iter();
    let mut gained = gained.filter(|it| it.severity == Severity::Info);
    assert!(gained.any(|it| it.field.as_deref() == Some("FirstName")));
    // One describe for both types.
    assert_eq!(verification.api_calls(), 1);
    let json = serde_json::to_value(&verification).expect("JSON");
    assert_eq!(json["differences"][0]["kind"], "field-gone");
    assert_eq!(json["differences"][0]["severity"], "breaks");
}

/// A contact of an account whose id is that of a contact.
fn misdirected() -> NewContact {
    let mut new = NewContact::new(ContactRequired {
        last_name: text!(Contact::LAST_NAME, "Lovelace"),
    });
    new.account_id = Some("003Em00000cqRQ3IAM".parse().expect("an id"));
    new
}

#[tokio::test]
async fn a_comparison_loads_the_checks_of_its_objects() {
    let org = Emulator::start(schemas()).await.expect("an org");
    let client = client(&org).await;
    let contact = [ExpectedObject::of::<Contact>()];
    assert_eq!(
        client
            .verify(&contact)
            .await
            .expect("a comparison")
            .api_calls(),
        1
    );
    let calls = org.api_calls();
    let error = client
        .create(&misdirected())
        .await
        .expect_err("an id of another object");
    assert!(matches!(error, ClientError::Invalid(_)), "{error}");
    assert_eq!(org.api_calls(), calls, "nothing was sent");
    // 25 describes fit one request once the list of all objects is known, and 8 are left.
    let all = client.verify(OBJECTS).await.expect("a comparison");
    assert_eq!((all.objects(), all.api_calls()), (33, 2));
    assert_eq!(org.api_calls(), calls + 2);
}

#[tokio::test]
async fn a_failure_midway_loads_nothing() {
    let org = Emulator::start(schemas()).await.expect("an org");
    let client = client(&org).await;
    // The first of two requests succeeds.
    org.faults().add(
        Fault::new(FaultKind::Unavailable)
            .path(format!("/services/data/{}/composite", client.version()))
            .after(1),
    );
    let error = client.verify(OBJECTS).await.expect_err("the org is down");
    assert!(error.is_retryable(), "{error}");
    org.faults().clear();
    let error = client
        .create(&misdirected())
        .await
        .expect_err("an id of another object");
    assert!(matches!(error, ClientError::Api(_)), "it was sent: {error}");
    assert!(
        client
            .verify(OBJECTS)
            .await
            .expect("a comparison")
            .is_identical()
    );
}

#[tokio::test]
async fn describes_that_are_too_large_together_are_fetched_in_halves() {
    let org = Emulator::start(schemas()).await.expect("an org");
    let client = Client::builder()
        .login_url(org.base_url())
        .credentials(Password::new(
            "key",
            "secret",
            "ada@acme.example",
            "password",
        ))
        .retry(RetryPolicy::never())
        .max_body(600_000)
        .connect()
        .await
        .expect("a client");
    let verification = client.verify(OBJECTS).await.expect("a comparison");
    assert!(verification.is_identical(), "{verification}");
    assert!(verification.api_calls() > 2, "{}", verification.api_calls());
}
