//! Every fault of the emulated org, met by every operation: no record is lost and none is doubled,
//! which is checked by reading the org back.

mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use ats_client::auth::Password;
use ats_client::{Client, ClientError, RecordError, RetryPolicy, Upload};
use ats_core::prelude::*;
use ats_core::record::set;
use ats_emulator::{Emulator, Fault, FaultKind};
use ats_generated::*;
use common::contact;

const SCHEMAS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../schemas");

async fn connect(org: &Emulator) -> Client {
    Client::builder()
        .login_url(org.base_url())
        .credentials(Password::new(
            "key",
            "secret",
            "ada@acme.example",
            "password",
        ))
        .retry(
            RetryPolicy::default()
                .base(Duration::from_millis(2))
                .attempts(4),
        )
        .timeout(Duration::from_millis(1000))
        .connect()
        .await
        .unwrap()
}

/// What became of an operation: how many records of its tag there have to be.
enum Expected {
    Exactly(u64),
    /// Whether it happened is not known, and we are told so.
    Either(u64, u64),
}

const OPERATIONS: &[&str] = &[
    "create",
    "collection",
    "tree",
    "composite",
    "upload",
    "upsert",
    "update",
    "delete",
    "retrieve",
    "query",
    "query all",
];

/// How many records of a tag there are.
async fn count(client: &Client, operation: &str, tag: &str) -> u64 {
    match operation {
        "upsert" => {
            let key = MessageStats::EXTERNAL_KEY.eq(tag);
            client
                .count(MessageStats::select().filter(key))
                .await
                .unwrap()
        }
        "upload" => {
            let title = ContentVersion::TITLE.eq(tag);
            client
                .count(ContentVersion::select().filter(title))
                .await
                .unwrap()
        }
        _ => {
            let name = Contact::LAST_NAME.eq(tag);
            client.count(Contact::select().filter(name)).await.unwrap()
        }
    }
}

fn after_writing(result: Result<(), ClientError>, records: u64) -> Expected {
    match result {
        Ok(()) => Expected::Exactly(records),
        Err(error) if error.may_have_happened() => Expected::Either(0, records),
        Err(_) => Expected::Exactly(0),
    }
}

/// Runs an operation on records of a tag under a fault.
async fn run(
    client: &Client,
    org: &Emulator,
    operation: &str,
    tag: &str,
    fault: Fault,
) -> Expected {
    let new = contact(tag);
    // What must be there before the fault.
    let known = match operation {
        "update" | "delete" | "retrieve" | "query" | "query all" => {
            Some(client.create(&new).await.unwrap())
        }
        _ => None,
    };
    org.faults().add(fault);
    match operation {
        "create" => after_writing(client.create(&new).await.map(drop), 1),
        "collection" | "tree" => {
            let records = vec![new; 7];
            let outcomes = if operation == "tree" {
                client.collections().create_tree(&records).await
            } else {
                client.collections().create(&records).await
            };
            let result = match outcomes.all() {
                Ok(ids) => {
                    assert_eq!(ids.len(), 7);
                    Ok(())
                }
                Err(RecordError::Failed(error)) => Err(error),
                Err(other) => panic!("{other}"),
            };
            after_writing(result, 7)
        }
        "composite" => {
            let mut batch = client.composite().all_or_none(true);
            let handles = [batch.create(&new).unwrap(), batch.create(&new).unwrap()];
            let result = batch.send().await.and_then(|results| {
                handles
                    .iter()
                    .try_for_each(|handle| results.get(handle).map(drop))
            });
            after_writing(result, 2)
        }
        "upload" => {
            let mut version = NewContentVersion::new();
            version.title = Some(tag.try_into().unwrap());
            version.path_on_client = Some("resume.txt".try_into().unwrap());
            let upload = Upload::bytes("resume.txt", "Ada Lovelace");
            let sent = client
                .upload(&version, ContentVersion::VERSION_DATA, upload)
                .await;
            after_writing(sent.map(drop), 1)
        }
        "upsert" => {
            let key = MessageStatsKey::ExternalKey(tag.try_into().unwrap());
            after_writing(
                client
                    .upsert(&key, &NewMessageStats::default())
                    .await
                    .map(drop),
                1,
            )
        }
        "update" => {
            let first_name = text!(Contact::FIRST_NAME, "Ada");
            let changes = ContactUpdate {
                first_name: set(first_name),
                ..Default::default()
            };
            let result = client.update(known.unwrap(), &changes).await;
            org.faults().clear();
            let found = client.retrieve(known.unwrap()).await.unwrap();
            assert_eq!(
                found.first_name.is_some(),
                result.is_ok(),
                "{tag}: {result:?}"
            );
            Expected::Exactly(1)
        }
        "delete" => match client.delete(known.unwrap()).await {
            Ok(()) => Expected::Exactly(0),
            Err(_) => Expected::Exactly(1),
        },
        "retrieve" => {
            if let Ok(found) = client.retrieve(known.unwrap()).await {
                assert_eq!(found.last_name.as_deref(), Some(tag));
            }
            Expected::Exactly(1)
        }
        _ => {
            let query = Contact::select()
                .field(Contact::ID)
                .filter(Contact::LAST_NAME.eq(tag));
            let found = if operation == "query" {
                client.query(query).await.map(|page| page.records)
            } else {
                client.query_all(query).collect_all().await
            };
            if let Ok(found) = found {
                assert_eq!(found.len(), 1);
                assert_eq!(found[0].id, known);
            }
            Expected::Exactly(1)
        }
    }
}

/// Whether an operation has to succeed although the fault occurs once.
fn must_succeed(operation: &str, kind: FaultKind) -> bool {
    use FaultKind as F;
    let reads_or_repeats = matches!(
        operation,
        "update" | "delete" | "retrieve" | "query" | "query all" | "upsert"
    );
    match kind {
        // Nothing was done, for certain; or everything is there.
        F::LockRow
        | F::ExpiredSession
        | F::EndSession
        | F::NoRoute
        | F::SlowDrip
        | F::WrongContentType
        | F::Duplicate => operation != "delete" || kind != F::Duplicate,
        F::ServerError
        | F::BadGateway
        | F::Unavailable
        | F::Reset
        | F::LostAnswer
        | F::ResetMidBody
        | F::TruncatedJson
        | F::Hang => reads_or_repeats,
        _ => false,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_and_every_operation() {
    let org = Emulator::start(SCHEMAS).await.unwrap();
    let client = connect(&org).await;
    for operation in OPERATIONS {
        for (number, kind) in FaultKind::ALL.iter().copied().enumerate() {
            let tag = format!("{operation} {number} {}", kind.name());
            let pause = if kind == FaultKind::Hang { 2000 } else { 1 };
            let mut fault = Fault::new(kind).path("/services/data").times(1);
            if matches!(kind, FaultKind::Hang | FaultKind::SlowDrip) {
                fault = fault.pause(Duration::from_millis(pause));
            }
            if kind == FaultKind::Unavailable {
                fault = fault.retry_after(0);
            }
            let expected = run(&client, &org, operation, &tag, fault).await;
            for report in org.faults().report() {
                assert_eq!(report.hits, 1, "{tag} met its fault");
            }
            org.faults().clear();
            let found = count(&client, operation, &tag).await;
            match expected {
                // A proxy that repeats a request doubles what it makes; no client can know.
                _ if kind == FaultKind::Duplicate => {
                    assert!(found > 0 || *operation == "delete", "{tag}")
                }
                Expected::Exactly(records) => {
                    assert_eq!(found, records, "{tag}");
                    if must_succeed(operation, kind) {
                        let succeeded = match *operation {
                            "delete" => found == 0,
                            _ => found > 0,
                        };
                        assert!(succeeded, "{tag} should have succeeded");
                    }
                }
                Expected::Either(none, all) => {
                    assert!(found == none || found == all, "{tag}: {found}");
                    assert!(!must_succeed(operation, kind), "{tag} should be certain");
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_tasks_while_sessions_end() {
    let org = Arc::new(Emulator::start(SCHEMAS).await.unwrap());
    let client = connect(&org).await;
    let saved = Arc::new(AtomicU64::new(0));
    // A session ends after every twenty records, so that all tasks meet several ends.
    let ending = tokio::spawn({
        let (org, saved) = (Arc::clone(&org), Arc::clone(&saved));
        async move {
            let mut ended = 0;
            while saved.load(Ordering::SeqCst) < 320 {
                if saved.load(Ordering::SeqCst) >= 20 * (ended + 1) {
                    org.end_sessions();
                    ended += 1;
                }
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            ended
        }
    });
    let tasks: Vec<_> = (0..64)
        .map(|task| {
            let (client, saved) = (client.clone(), Arc::clone(&saved));
            tokio::spawn(async move {
                let mut ids = Vec::new();
                for round in 0..5 {
                    let id = client
                        .create(&contact(&format!("task {task} {round}")))
                        .await;
                    ids.push(id.unwrap());
                    saved.fetch_add(1, Ordering::SeqCst);
                }
                let read: Contact = client.retrieve(ids[0]).await.unwrap();
                assert_eq!(read.last_name.as_deref(), Some(&*format!("task {task} 0")));
                ids
            })
        })
        .collect();
    let mut ids = std::collections::BTreeSet::new();
    for task in tasks {
        ids.extend(task.await.unwrap());
    }
    let ended = ending.await.unwrap();
    assert_eq!(ids.len(), 320);
    assert_eq!(client.count(Contact::select()).await.unwrap(), 320);
    let logins = org
        .requests()
        .iter()
        .filter(|exchange| exchange.path.ends_with("/oauth2/token"))
        .count();
    assert!(ended > 5, "sessions did end");
    assert!(
        logins as u64 <= ended + 1,
        "{logins} logins for {ended} ended sessions"
    );
}
