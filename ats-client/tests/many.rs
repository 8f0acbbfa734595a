//! Many records: split, in order, each with its own result.

mod common;

use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use ats_client::{ErrorCode, RecordError, RecordTree};
use ats_core::prelude::*;
use ats_core::record::set;
use ats_generated::*;
use common::{Stub, body, contact, numbered, refusal};
use futures_util::StreamExt as _;
use serde_json::{Value, json};
use wiremock::{Request, ResponseTemplate};

/// Saves what it is sent: the id tells the number in the last name.
fn save(request: &Request) -> ResponseTemplate {
    let results: Vec<Value> = body(request)["records"]
        .as_array()
        .unwrap()
        .iter()
        .map(|record| {
            let number = record["LastName"].as_str().unwrap().parse().unwrap();
            json!({ "id": numbered(number).as_str(), "success": true, "errors": [] })
        })
        .collect();
    ResponseTemplate::new(200).set_body_json(results)
}

fn sizes(requests: &[Request]) -> Vec<usize> {
    requests
        .iter()
        .map(|request| body(request)["records"].as_array().unwrap().len())
        .collect()
}

#[tokio::test]
async fn any_number_is_split_at_200_and_keeps_its_order() {
    let stub = Stub::start().await;
    let client = stub.client().await;
    stub.on("POST", "composite/sobjects", save).await;
    let records: Vec<_> = (0..450)
        .map(|number| contact(&number.to_string()))
        .collect();
    let told = Arc::new(Mutex::new(Vec::new()));
    let progress = Arc::clone(&told);
    let outcomes = client
        .collections()
        .concurrency(3)
        .on_progress(move |it| progress.lock().unwrap().push((it.done, it.total)))
        .create(&records)
        .await;
    let ids = outcomes.all().unwrap();
    assert_eq!(ids, (0..450).map(numbered).collect::<Vec<_>>());
    let mut sizes = sizes(&stub.requests().await);
    sizes.sort_unstable();
    assert_eq!(sizes, [50, 200, 200]);
    let mut told = told.lock().unwrap().clone();
    told.sort_unstable();
    assert_eq!(told.last(), Some(&(450, Some(450))));
    let first = &stub.requests().await[0];
    assert_eq!(body(first)["allOrNone"], false);
    assert_eq!(
        body(first)["records"][0]["attributes"],
        json!({ "type": "Contact" })
    );
}

#[tokio::test]
async fn nothing_to_send_is_no_request() {
    let stub = Stub::start().await;
    let client = stub.client().await;
    assert!(
        client
            .collections()
            .create::<NewContact>(&[])
            .await
            .is_success()
    );
    assert!(
        client
            .collections()
            .delete::<Contact>(&[])
            .await
            .is_success()
    );
    assert_eq!(stub.requests().await.len(), 0);
}

#[tokio::test]
async fn a_stream_is_saved_as_it_comes() {
    let stub = Stub::start().await;
    let client = stub.client().await;
    stub.on("POST", "composite/sobjects", save).await;
    let made = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&made);
    let records = futures_util::stream::iter(0..1000).map(move |number: usize| {
        count.fetch_add(1, Ordering::SeqCst);
        contact(&number.to_string())
    });
    let mut saved = client.collections().create_stream(records);
    assert_eq!(saved.next().await.unwrap().unwrap(), numbered(0));
    assert!(
        made.load(Ordering::SeqCst) <= 400,
        "not more than is needed is taken"
    );
    let rest: Vec<_> = saved.map(Result::unwrap).collect().await;
    assert_eq!(rest, (1..1000).map(numbered).collect::<Vec<_>>());
}

#[tokio::test]
async fn each_record_has_its_own_result() {
    let stub = Stub::start().await;
    let client = stub.client().await;
    stub.on("POST", "composite/sobjects", |request: &Request| {
        let results: Vec<Value> = body(request)["records"].as_array().unwrap().iter().map(|record| {
            if record["LastName"] == "2" {
                json!({ "success": false, "errors": [{ "statusCode": "DUPLICATES_DETECTED",
                        "message": "Use one of these records?", "fields": [] }] })
            } else {
                json!({ "id": numbered(record["LastName"].as_str().unwrap().parse().unwrap()).as_str(),
                        "success": true, "errors": [] })
            }
        }).collect();
        ResponseTemplate::new(200).set_body_json(results)
    }).await;
    // One that the org refuses, and one that is refused before it is sent.
    let records = [contact("1"), contact("2"), contact(" "), contact("3")];
    let outcomes = client.collections().create(&records).await;
    let results = outcomes.results();
    assert_eq!(*results[0].as_ref().unwrap(), numbered(1));
    assert!(
        matches!(&results[1], Err(RecordError::Refused { errors, .. }) if errors[0].code == ErrorCode::DuplicatesDetected)
    );
    let refused = results[2].as_ref().unwrap_err().to_string();
    assert!(
        refused.contains("Last Name (`LastName`) is required"),
        "{refused}"
    );
    assert_eq!(*results[3].as_ref().unwrap(), numbered(3));
    assert_eq!(
        outcomes
            .failures()
            .map(|(index, _)| index)
            .collect::<Vec<_>>(),
        [1, 2]
    );
    assert_eq!(sizes(&stub.requests().await), [3]);
}

#[tokio::test]
async fn records_that_lost_a_lock_are_sent_again_and_no_others() {
    let stub = Stub::start().await;
    let client = stub.client().await;
    let seen = Mutex::new(HashSet::new());
    stub.on("POST", "composite/sobjects", move |request: &Request| {
        let mut seen = seen.lock().unwrap();
        let results: Vec<Value> = body(request)["records"].as_array().unwrap().iter().map(|record| {
            let name = record["LastName"].as_str().unwrap();
            // Every third is locked the first time.
            let number: usize = name.parse().unwrap();
            if number.is_multiple_of(3) && seen.insert(number) {
                json!({ "success": false, "errors": [{ "statusCode": "UNABLE_TO_LOCK_ROW",
                        "message": "unable to obtain exclusive access to this record", "fields": [] }] })
            } else {
                json!({ "id": numbered(number).as_str(), "success": true, "errors": [] })
            }
        }).collect();
        ResponseTemplate::new(200).set_body_json(results)
    }).await;
    let records: Vec<_> = (0..9).map(|number| contact(&number.to_string())).collect();
    let ids = client.collections().create(&records).await.all().unwrap();
    assert_eq!(ids, (0..9).map(numbered).collect::<Vec<_>>());
    assert_eq!(sizes(&stub.requests().await), [9, 3]);
}

#[tokio::test]
async fn a_lost_answer_is_told_to_each_record_and_not_sent_again() {
    let stub = Stub::start().await;
    let client = stub.client().await;
    stub.first(1, "POST", "composite/sobjects", ResponseTemplate::new(500))
        .await;
    stub.on("POST", "composite/sobjects", save).await;
    let records: Vec<_> = (0..300)
        .map(|number| contact(&number.to_string()))
        .collect();
    let outcomes = client.collections().create(&records).await;
    let results = outcomes.results();
    assert!(
        results[..200]
            .iter()
            .all(|it| it.as_ref().unwrap_err().may_have_happened())
    );
    assert!(
        results[200..].iter().all(Result::is_ok),
        "the second request is sent all the same"
    );
    assert_eq!(sizes(&stub.requests().await), [200, 100]);
}

#[tokio::test]
async fn nothing_more_is_sent_when_the_org_has_had_enough() {
    let stub = Stub::start().await;
    let client = stub.client().await;
    stub.first(
        1,
        "POST",
        "composite/sobjects",
        ResponseTemplate::new(200).set_body_json(
            (0..200)
                .map(|n| json!({ "id": numbered(n).as_str(), "success": true, "errors": [] }))
                .collect::<Vec<_>>(),
        ),
    )
    .await;
    stub.on(
        "POST",
        "composite/sobjects",
        refusal(
            403,
            "REQUEST_LIMIT_EXCEEDED",
            "TotalRequests Limit exceeded.",
        ),
    )
    .await;
    let records: Vec<_> = (0..700)
        .map(|number| contact(&number.to_string()))
        .collect();
    let outcomes = client.collections().create(&records).await;
    let results = outcomes.results();
    assert!(results[..200].iter().all(Result::is_ok));
    assert!(matches!(results[200], Err(RecordError::Failed(_))));
    assert!(matches!(results[699], Err(RecordError::NotSent(_))));
    assert_eq!(stub.requests().await.len(), 2);
}

#[tokio::test]
async fn all_or_none_holds_for_a_request_and_stops_the_next() {
    let stub = Stub::start().await;
    let client = stub.client().await;
    stub.on("POST", "composite/sobjects", |request: &Request| {
        assert_eq!(body(request)["allOrNone"], true);
        let count = body(request)["records"].as_array().unwrap().len();
        let results: Vec<Value> = (0..count).map(|at| {
            let code = if at == 5 { "REQUIRED_FIELD_MISSING" } else { "ALL_OR_NONE_OPERATION_ROLLED_BACK" };
            json!({ "success": false, "errors": [{ "statusCode": code, "message": "no", "fields": [] }] })
        }).collect();
        ResponseTemplate::new(200).set_body_json(results)
    }).await;
    let records: Vec<_> = (0..250)
        .map(|number| contact(&number.to_string()))
        .collect();
    let outcomes = client
        .collections()
        .all_or_none(true)
        .create(&records)
        .await;
    let results = outcomes.results();
    assert!(matches!(results[0], Err(RecordError::RolledBack)));
    assert!(matches!(results[5], Err(RecordError::Refused { .. })));
    assert!(matches!(results[249], Err(RecordError::NotSent(_))));
    // One that is refused before it is sent keeps its whole request back.
    let outcomes = client
        .collections()
        .all_or_none(true)
        .create(&[contact("1"), contact(" ")])
        .await;
    assert!(matches!(
        outcomes.results()[0],
        Err(RecordError::RolledBack)
    ));
    assert_eq!(stub.requests().await.len(), 1);
}

#[tokio::test]
async fn updates_upserts_deletes_and_retrieves() {
    let stub = Stub::start().await;
    let client = stub.client().await;
    let id = numbered(7);
    let answer = move |_: &Request| {
        ResponseTemplate::new(200).set_body_json(
            json!([{ "id": id.as_str(), "success": true, "errors": [], "created": false }]),
        )
    };
    stub.on("PATCH", "composite/sobjects", answer).await;
    stub.on(
        "PATCH",
        "composite/sobjects/bpats__Message_Stats__c/bpats__External_Key__c",
        answer,
    )
    .await;
    stub.on("DELETE", "composite/sobjects", answer).await;
    let changes = ContactUpdate {
        last_name: set(text!(Contact::LAST_NAME, "Byron")),
        ..Default::default()
    };
    client
        .collections()
        .update(&[(id, changes)])
        .await
        .all()
        .unwrap();
    let key = MessageStatsKey::ExternalKey("k1".try_into().unwrap());
    let upserted = client
        .collections()
        .upsert(&[(key, NewMessageStats::default())])
        .await
        .all()
        .unwrap();
    assert!(!upserted[0].created);
    client.collections().delete(&[id]).await.all().unwrap();

    let requests = stub.requests().await;
    assert_eq!(
        body(&requests[0])["records"][0],
        json!({ "attributes": { "type": "Contact" }, "id": id.as_str(), "LastName": "Byron" })
    );
    assert_eq!(
        body(&requests[1])["records"][0]["bpats__External_Key__c"],
        "k1"
    );
    assert_eq!(
        requests[2].url.query(),
        Some(&*format!("ids={id}&allOrNone=false"))
    );

    stub.on("POST", "composite/sobjects/Contact", |request: &Request| {
        let body = body(request);
        assert!(
            body["fields"]
                .as_array()
                .unwrap()
                .contains(&json!("FirstName"))
        );
        let found: Vec<Value> = body["ids"]
            .as_array()
            .unwrap()
            .iter()
            .map(|id| {
                if id == numbered(1).as_str() {
                    Value::Null
                } else {
                    json!({ "attributes": { "type": "Contact" }, "Id": id })
                }
            })
            .collect();
        ResponseTemplate::new(200).set_body_json(found)
    })
    .await;
    let ids: Vec<_> = (0..201).map(numbered).collect();
    let found: Vec<Option<Contact>> = client.collections().retrieve(&ids).await.unwrap();
    assert_eq!(found.len(), 201);
    assert!(found[1].is_none());
    assert_eq!(found[200].as_ref().unwrap().id, Some(numbered(200)));
}

#[tokio::test]
async fn trees_are_numbered_split_and_answered_by_reference() {
    let stub = Stub::start().await;
    let client = stub.client().await;
    stub.on("POST", "composite/tree/Account", |request: &Request| {
        // Answers in another order than it was asked in.
        let mut references = Vec::new();
        fn walk(value: &Value, references: &mut Vec<Value>) {
            match value {
                Value::Object(object) => {
                    if let Some(reference) = object.get("referenceId") {
                        references.push(reference.clone());
                    }
                    object.values().for_each(|value| walk(value, references));
                }
                Value::Array(items) => items.iter().for_each(|item| walk(item, references)),
                _ => {}
            }
        }
        walk(&body(request), &mut references);
        let results: Vec<_> = references
            .iter()
            .rev()
            .map(|reference| {
                let number: usize = reference.as_str().unwrap()[3..].parse().unwrap();
                // Each tree is an account and two contacts.
                let is_account = number % 3 == 1;
                let id = numbered(number).to_string();
                let id = if is_account {
                    account_id(number).to_string()
                } else {
                    id
                };
                json!({ "referenceId": reference, "id": id })
            })
            .collect();
        ResponseTemplate::new(201).set_body_json(json!({ "hasErrors": false, "results": results }))
    })
    .await;
    let account = NewAccount::new(AccountRequired {
        name: text!(Account::NAME, "Acme"),
    });
    let trees = (0..90).map(|_| {
        RecordTree::<Account>::new(&account).children(
            Account::CONTACTS,
            [
                RecordTree::new(&contact("a")),
                RecordTree::new(&contact("b")),
            ],
        )
    });
    let ids = client
        .collections()
        .create_trees(trees)
        .await
        .all()
        .unwrap();
    assert_eq!(ids.len(), 90);
    // Three records a tree, 66 trees a request.
    assert_eq!(sizes(&stub.requests().await), [66, 24]);
    assert_eq!(ids[1].id, account_id(4));
    assert_eq!(ids[1].children[1].id, numbered(6).cast());
    assert_eq!(ids[66].id, account_id(1));
}

fn account_id(number: usize) -> Id<Account> {
    format!("001Em{number:010}").parse().unwrap()
}

#[tokio::test]
async fn a_refused_tree_says_which_and_rolls_back_the_others() {
    let stub = Stub::start().await;
    let client = stub.client().await;
    stub.on("POST", "composite/tree/Contact", ResponseTemplate::new(400).set_body_json(json!({
        "hasErrors": true,
        "results": [{ "referenceId": "ref2", "errors": [{ "statusCode": "REQUIRED_FIELD_MISSING",
            "message": "Required fields are missing: [LastName]", "fields": ["LastName"] }] }]
    }))).await;
    let outcomes = client
        .collections()
        .create_tree(&[contact("1"), contact("2"), contact("3")])
        .await;
    let results = outcomes.results();
    assert!(matches!(results[0], Err(RecordError::RolledBack)));
    let message = results[1].as_ref().unwrap_err().to_string();
    assert_eq!(
        message,
        "salesforce refused a record of Contact: Last Name (`LastName`): Required fields are missing: [LastName] (REQUIRED_FIELD_MISSING)"
    );
    assert!(matches!(results[2], Err(RecordError::RolledBack)));

    let children = (0..200).map(|_| RecordTree::new(&contact("a")));
    let account = NewAccount::new(AccountRequired {
        name: text!(Account::NAME, "Acme"),
    });
    let huge = RecordTree::<Account>::new(&account).children(Account::CONTACTS, children);
    let refused = client
        .collections()
        .create_trees([huge])
        .await
        .all()
        .unwrap_err()
        .to_string();
    assert!(
        refused.contains("a tree of 201 records is too large"),
        "{refused}"
    );
    assert_eq!(stub.requests().await.len(), 1);
}
