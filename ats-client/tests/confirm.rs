//! Unknown outcomes: found out afterwards, and kept while a call is under way.

mod common;

use std::time::Duration;

use ats_client::auth::Password;
use ats_client::{Client, ClientError, Confirm, RecordState, RecordTree};
use ats_emulator::{Emulator, Fault, FaultKind};
use ats_generated::*;
use common::{Stub, body, contact, numbered, quick};
use serde_json::{Value, json};
use wiremock::{Request, ResponseTemplate};

const SCHEMAS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../schemas");

async fn org() -> (Emulator, Client) {
    let org = Emulator::start(SCHEMAS).await.unwrap();
    let client = Client::builder()
        .login_url(org.base_url())
        .credentials(Password::new(
            "key",
            "secret",
            "ada@acme.example",
            "password",
        ))
        .retry(quick())
        .connect()
        .await
        .unwrap();
    (org, client)
}

/// Strikes the creates that come next.
fn next_create(org: &Emulator, kind: FaultKind, times: u64) {
    org.faults().add(
        Fault::new(kind)
            .method("POST")
            .path("/services/data")
            .times(times),
    );
}

fn stats(key: &str) -> (NewMessageStats, MessageStatsKey) {
    let new = NewMessageStats {
        external_key: Some(key.try_into().unwrap()),
        ..NewMessageStats::default()
    };
    (new, MessageStatsKey::ExternalKey(key.try_into().unwrap()))
}

#[tokio::test]
async fn a_create_is_confirmed_by_its_key_and_never_doubled() {
    let (org, client) = org().await;
    // The org executes the first and loses its answer; executes none of the second; the third has
    // both happen to it.
    for (key, faults) in [
        ("plain", vec![]),
        ("done", vec![FaultKind::LostAnswer]),
        ("not done", vec![FaultKind::Reset]),
        ("both", vec![FaultKind::Reset, FaultKind::LostAnswer]),
    ] {
        for kind in faults {
            next_create(&org, kind, 1);
        }
        let (new, by) = stats(key);
        let confirm = Confirm::by_key(&by).unwrap();
        let confirmed = client.create_confirmed(&new, &confirm).await.unwrap();
        let found = client.confirm(&confirm).await.unwrap();
        assert_eq!(found, Some(confirmed.id), "{key}");
        assert_eq!(confirmed.found, ["done", "both"].contains(&key), "{key}");
    }
    assert_eq!(client.count(MessageStats::select()).await.unwrap(), 4);
}

#[tokio::test]
async fn an_outcome_that_stays_unknown_is_reported_so() {
    let (org, client) = org().await;
    next_create(&org, FaultKind::Reset, u64::MAX);
    let (new, by) = stats("never");
    let confirm = Confirm::by_key(&by).unwrap();
    let error = client.create_confirmed(&new, &confirm).await.unwrap_err();
    assert!(error.may_have_happened(), "{error}");
    assert_eq!(
        org.requests()
            .iter()
            .filter(|it| it.method == "POST" && it.path.contains("/sobjects/"))
            .count(),
        3
    );
    assert_eq!(client.confirm(&confirm).await.unwrap(), None);

    // A record without its key could be created twice.
    let error = client
        .create_confirmed(&NewMessageStats::default(), &confirm)
        .await
        .unwrap_err();
    assert!(
        matches!(error, ClientError::InvalidRequest { .. }),
        "{error}"
    );
    assert!(
        error.explain().contains("bpats__External_Key__c"),
        "{error}"
    );
}

#[tokio::test]
async fn a_create_is_confirmed_by_a_query() {
    let (org, client) = org().await;
    let by = |name: &str| {
        let query = Contact::select()
            .field(Contact::ID)
            .filter(Contact::LAST_NAME.eq(name));
        Confirm::<Contact>::by_query(query).patience(Duration::ZERO)
    };
    next_create(&org, FaultKind::LostAnswer, 1);
    let confirmed = client
        .create_confirmed(&contact("Lovelace"), &by("Lovelace"))
        .await
        .unwrap();
    let found = client.confirm(&by("Lovelace")).await.unwrap();
    assert_eq!(found, Some(confirmed.id));

    // Not found, it is not created again unless the program says so.
    next_create(&org, FaultKind::Reset, 1);
    let error = client
        .create_confirmed(&contact("Byron"), &by("Byron"))
        .await
        .unwrap_err();
    assert!(error.may_have_happened(), "{error}");
    next_create(&org, FaultKind::Reset, 1);
    client
        .create_confirmed(&contact("Byron"), &by("Byron").create_again(true))
        .await
        .unwrap();

    // Several that fit prove nothing.
    client.create(&contact("Byron")).await.unwrap();
    let error = client.confirm(&by("Byron")).await.unwrap_err();
    assert!(
        matches!(error, ClientError::NotOneRecord { found: 2, .. }),
        "{error}"
    );
    // Another object's query, and one that cannot tell.
    let accounts = Confirm::<Contact>::by_query(Account::select().field(Account::ID));
    let error = client
        .create_confirmed(&contact("x"), &accounts)
        .await
        .unwrap_err();
    assert!(error.to_string().contains("Account"), "{error}");
    let without_id = Contact::select().field(Contact::LAST_NAME).limit(1);
    let by_row = Confirm::<Contact>::by_query(without_id);
    let found = client.confirm(&by_row).await.unwrap();
    assert!(found.is_some(), "the row's address has its id");
}

#[tokio::test]
async fn a_dropped_call_keeps_what_is_known_of_each_record() {
    let stub = Stub::start().await;
    let client = stub.client().await;
    stub.first(1, "POST", "composite/sobjects", ResponseTemplate::new(200).set_body_json(
        (0..200).map(|number| match number {
            7 => json!({ "success": false, "errors": [{ "statusCode": "DELETE_FAILED", "message": "no" }] }),
            _ => json!({ "id": numbered(number).as_str(), "success": true, "errors": [] }),
        }).collect::<Vec<_>>(),
    )).await;
    let hang = ResponseTemplate::new(200).set_delay(Duration::from_secs(60));
    stub.on("POST", "composite/sobjects", hang).await;
    let records: Vec<_> = (0..500)
        .map(|number| contact(&number.to_string()))
        .collect();
    let write = client.collections().create(&records);
    let states = write.states();
    assert!(
        states
            .snapshot()
            .iter()
            .all(|state| matches!(state, RecordState::NotSent))
    );
    let dropped = tokio::time::timeout(Duration::from_millis(500), write).await;
    assert!(dropped.is_err());
    for (index, state) in states.snapshot().into_iter().enumerate() {
        match (index, state) {
            (7, RecordState::Failed(error)) => assert!(!error.may_have_happened(), "{error}"),
            (0..200, RecordState::Saved(id)) => assert_eq!(id, numbered(index)),
            (200..400, RecordState::Sent) | (400.., RecordState::NotSent) => {}
            (_, state) => panic!("{index}: {state:?}"),
        }
    }
}

#[tokio::test]
async fn a_dropped_call_keeps_the_ids_of_trees() {
    let stub = Stub::start().await;
    let client = stub.client().await;
    stub.on("POST", "composite/tree/Contact", |request: &Request| {
        let records = body(request)["records"].as_array().unwrap().clone();
        let first = &records[0]["LastName"];
        let result = |record: &Value| {
            let number = record["LastName"].as_str().unwrap().parse().unwrap();
            json!({ "referenceId": record["attributes"]["referenceId"], "id": numbered(number).as_str() })
        };
        let results: Vec<_> = records.iter().map(result).collect();
        let response = ResponseTemplate::new(201);
        if first == "0" {
            response.set_body_json(json!({ "hasErrors": false, "results": results }))
        } else {
            response.set_delay(Duration::from_secs(60))
        }
    })
    .await;
    let trees = (0..300).map(|number| RecordTree::new(&contact(&number.to_string())));
    let write = client.collections().create_trees(trees);
    let states = write.states();
    assert!(
        tokio::time::timeout(Duration::from_millis(500), write)
            .await
            .is_err()
    );
    let states = states.snapshot();
    assert!(matches!(&states[199], RecordState::Saved(ids) if ids.id == numbered(199)));
    assert!(matches!(states[200], RecordState::Sent));
}
