//! Every fault of the emulated org, met by every operation: no record is lost and none is doubled,
//! which is checked by reading the org back, and a program is told the truth.
//!
//! What a client can promise, row by row, is [`promise`].

#[path = "../common/mod.rs"]
mod common;
mod operations;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use ats_client::auth::Password;
use ats_client::{Client, ClientBuilder, ClientError, RetryPolicy};
use ats_emulator::{Emulator, Fault, FaultKind};
use ats_generated::*;
use common::contact;
use operations::{Effect, Library, Operation, Run, State, Told};

const SCHEMAS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../schemas");

/// How long an answer hangs, and after how long nobody waits for it any more.
const HANG: Duration = Duration::from_millis(2500);
const PATIENCE: Duration = Duration::from_millis(1000);

fn builder(org: &Emulator, attempts: u32) -> ClientBuilder {
    let credentials = Password::new("key", "secret", "ada@acme.example", "password");
    let policy = RetryPolicy::default()
        .base_delay(Duration::from_millis(2))
        .max_attempts(attempts);
    Client::builder()
        .login_url(org.base_url())
        .credentials(credentials)
        .retry(policy)
}

/// How often a fault strikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Strikes {
    Once,
    EachTime,
}

/// What a client can promise of an operation that meets a fault: what it tells, and what is then in
/// the org.
fn promise(operation: Operation, kind: FaultKind, strikes: Strikes) -> (Told, State) {
    use FaultKind as F;
    let effect = operation.effect();
    // What reads leaves nothing to see.
    let done = match effect {
        Effect::Reads => State::NotDone,
        _ => State::Done,
    };
    let success = (Told::Success, done);
    let failed = (Told::Failed, State::NotDone);
    match kind {
        // Everything comes, if slowly or under a wrong name.
        F::SlowDrip | F::WrongContentType => success,
        // The network has the request executed twice, and brings the second answer. No client can
        // know: what creates has then created twice. What sets a state has set it. What deletes has
        // deleted, and is told that there is nothing to delete.
        F::Duplicate => match (operation, effect) {
            (_, Effect::Reads | Effect::Sets) => success,
            (_, Effect::Removes) | (Operation::DeleteComposite, _) => (Told::Failed, State::Done),
            (_, Effect::Once) => (Told::Success, State::DoneTwice),
        },
        // Certainly nothing was done: sent again, whatever it is.
        F::LockRow | F::NoRoute | F::ExpiredSession | F::EndSession => match strikes {
            Strikes::Once => success,
            Strikes::EachTime => failed,
        },
        // A file's bytes come as they are: one that ends too early looks like a shorter file, and a
        // connection that breaks has already brought some to the writer.
        F::TruncatedJson | F::ResetMidBody if operation == Operation::Download => failed,
        // There is nothing to be cut off.
        F::TruncatedJson if operation.answers_without_body() => success,
        // The org may have done it (and has not), or has done it and could not say so: from here
        // nobody can tell one from the other.
        F::ServerError
        | F::BadGateway
        | F::Unavailable
        | F::Reset
        | F::LostAnswer
        | F::ResetMidBody
        | F::TruncatedJson
        | F::Hang => {
            let executed = matches!(
                kind,
                F::LostAnswer | F::ResetMidBody | F::TruncatedJson | F::Hang
            );
            let state = if executed { done } else { State::NotDone };
            match (effect, strikes) {
                (Effect::Once, _) => (Told::Unknown, state),
                (_, Strikes::Once) => success,
                (Effect::Reads, Strikes::EachTime) => failed,
                (_, Strikes::EachTime) => (Told::Unknown, state),
            }
        }
        // The org refuses.
        _ => failed,
    }
}

/// Whether a client may try again after it, so that it matters how often the fault strikes. That
/// no other is tried again is seen by its one hit.
fn is_tried_again(kind: FaultKind) -> bool {
    use FaultKind as F;
    matches!(
        kind,
        F::LockRow
            | F::ExpiredSession
            | F::EndSession
            | F::NoRoute
            | F::ServerError
            | F::BadGateway
            | F::Unavailable
            | F::Reset
            | F::LostAnswer
            | F::ResetMidBody
            | F::TruncatedJson
            | F::Hang
    )
}

fn fault(operation: Operation, kind: FaultKind, strikes: Strikes) -> Fault {
    let mut fault = Fault::new(kind)
        .path("/services/data")
        .times(match strikes {
            Strikes::Once => 1,
            Strikes::EachTime => u64::MAX,
        });
    if operation == Operation::QueryPages {
        // In the middle.
        fault = fault.after(1);
    }
    match kind {
        FaultKind::Hang => fault.pause(HANG),
        FaultKind::SlowDrip => fault.pause(Duration::from_millis(1)),
        FaultKind::Unavailable => fault.retry_after(0),
        _ => fault,
    }
}

/// Has an operation meet every fault, once and each time it tries.
async fn meets_every_fault(operation: Operation) {
    let org = Emulator::start(SCHEMAS).await.unwrap();
    let reader = builder(&org, 1).connect().await.unwrap();
    let library = Library::fill(&reader).await;
    for strikes in [Strikes::Once, Strikes::EachTime] {
        let attempts = if strikes == Strikes::Once { 4 } else { 2 };
        let patient = builder(&org, attempts).connect().await.unwrap();
        let impatient = builder(&org, attempts)
            .timeout(PATIENCE)
            // Downloads may take as long as they like, unless they stand still.
            .read_timeout(PATIENCE)
            .connect()
            .await
            .unwrap();
        for kind in FaultKind::ALL.iter().copied() {
            if strikes == Strikes::EachTime && !is_tried_again(kind) {
                continue;
            }
            let tag = format!("{operation:?} {kind} {strikes:?}");
            let client = if kind == FaultKind::Hang {
                &impatient
            } else {
                &patient
            };
            let run = Run::prepare(&reader, operation, tag.clone(), &library).await;
            org.faults().add(fault(operation, kind, strikes));
            let told = run.act(client).await;
            let report = org.faults().report().remove(0);
            assert!(report.hits > 0, "{tag} meets its fault");
            if !is_tried_again(kind) {
                let before = u64::from(operation == Operation::QueryPages);
                let after = if told == Told::Success { before } else { 0 };
                assert_eq!(report.seen, before + 1 + after, "{tag} is sent once");
            }
            org.faults().clear();
            let found = (told, run.look(&patient).await);
            assert_eq!(found, promise(operation, kind, strikes), "{tag}");
        }
    }
}

/// Has operations do so at the same time, each with an org of its own: most of it is waiting.
async fn all_meet_every_fault<const N: usize>(operations: [Operation; N]) {
    let mut tasks = tokio::task::JoinSet::new();
    for operation in operations {
        tasks.spawn(meets_every_fault(operation));
    }
    while let Some(met) = tasks.join_next().await {
        met.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_creates_meets_every_fault() {
    use Operation as O;
    all_meet_every_fault([
        O::Create,
        O::CreateMany,
        O::CreateTree,
        O::CreateFamily,
        O::CreateComposite,
        O::Upload,
    ])
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_changes_and_deletes_meets_every_fault() {
    use Operation as O;
    all_meet_every_fault([
        O::Upsert,
        O::UpsertMany,
        O::Update,
        O::UpdateMany,
        O::UpdateComposite,
        O::Delete,
        O::DeleteMany,
        O::DeleteComposite,
    ])
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_reads_meets_every_fault() {
    use Operation as O;
    all_meet_every_fault([
        O::Retrieve,
        O::RetrieveMany,
        O::Query,
        O::QueryInBody,
        O::QueryPages,
        O::Count,
        O::QueryComposite,
        O::Describe,
        O::DescribeGlobal,
        O::Limits,
        O::Versions,
        O::Download,
    ])
    .await;
}

/// A token that is lost on the way is asked for again; a refusal is not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_in_meets_every_fault() {
    use FaultKind as F;
    let org = Emulator::start(SCHEMAS).await.unwrap();
    for kind in FaultKind::ALL.iter().copied() {
        let fault = Fault::new(kind)
            .path("/services/oauth2/token")
            .retry_after(0)
            .pause(if kind == F::Hang {
                HANG
            } else {
                Duration::from_millis(1)
            });
        org.faults().add(fault);
        let timeout = if kind == F::Hang {
            PATIENCE
        } else {
            Duration::from_secs(60)
        };
        let connected = builder(&org, 4).timeout(timeout).connect().await;
        assert_eq!(org.faults().report()[0].hits, 1, "{kind}");
        org.faults().clear();
        let mended = matches!(
            kind,
            F::NoRoute
                | F::ServerError
                | F::BadGateway
                | F::Unavailable
                | F::Reset
                | F::LostAnswer
                | F::ResetMidBody
                | F::TruncatedJson
                | F::SlowDrip
                | F::WrongContentType
                | F::Duplicate
                | F::Hang
        );
        match connected {
            Ok(client) => {
                assert!(mended, "{kind}");
                client.limits().await.unwrap();
            }
            Err(error) => {
                assert!(!mended, "{kind}: {error}");
                assert!(matches!(error, ClientError::SignIn(_)), "{kind}: {error}");
            }
        }
    }
}

/// How many tasks share a client, and how many records each of them creates.
const TASKS: usize = 256;
const ROUNDS: usize = 5;
const RECORDS: u64 = (TASKS * ROUNDS) as u64;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_tasks_while_sessions_end() {
    let org = Arc::new(Emulator::start(SCHEMAS).await.unwrap());
    let client = builder(&org, 4).connect().await.unwrap();
    let saved = Arc::new(AtomicU64::new(0));
    // A session ends after every twenty records, so that all tasks meet several ends.
    let ending = tokio::spawn({
        let (org, saved) = (Arc::clone(&org), Arc::clone(&saved));
        async move {
            let mut ended = 0;
            while saved.load(Ordering::SeqCst) < RECORDS {
                if saved.load(Ordering::SeqCst) >= 20 * (ended + 1) {
                    org.end_sessions();
                    ended += 1;
                }
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            ended
        }
    });
    let tasks: Vec<_> = (0..TASKS)
        .map(|task| {
            let (client, saved) = (client.clone(), Arc::clone(&saved));
            tokio::spawn(async move {
                let mut ids = Vec::new();
                for round in 0..ROUNDS {
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
    assert_eq!(ids.len() as u64, RECORDS);
    assert_eq!(client.count(Contact::select()).await.unwrap(), RECORDS);
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
