//! Very many writes to a server that executes them or not, and answers truly, falsely or not at all.
//!
//! The server counts how often it executed each record. Whatever happens on the way, a record that the
//! client reports as created was executed once, one that it reports as not created never, and one with
//! an unknown outcome at most once. An update that is reported as done was executed, and one that is
//! reported as not done never.
//!
//! `ATS_HOSTILE_WRITES` sets the number of records, `ATS_HOSTILE_SEED` what the server does with them.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ats_client::auth::Password;
use ats_client::{ApiVersion, Client, ClientError, RecordError, RetryPolicy};
use ats_core::prelude::*;
use ats_core::record::set;
use ats_generated::{Contact, ContactUpdate};
use futures_util::{StreamExt as _, stream};
use serde_json::Value;

use crate::http2::{self, Frame, INTERNAL_ERROR, REFUSED_STREAM, frame};
use crate::run::contact;
use crate::server::{
    self, Answer, CERTIFICATE, Handler, Protocol, Request, Step, TOKEN_PATH, VERSIONS_PATH, json,
    raw,
};

/// Records that are created at the same time.
const TASKS: usize = 64;

/// How many records a collection carries.
const A_COLLECTION: usize = 5;

fn records() -> usize {
    std::env::var("ATS_HOSTILE_WRITES").map_or(3_000, |text| {
        text.parse().expect("ATS_HOSTILE_WRITES is a number")
    })
}

fn seed() -> u64 {
    std::env::var("ATS_HOSTILE_SEED").map_or_else(
        |_| fastrand::u64(..),
        |text| text.parse().expect("ATS_HOSTILE_SEED is a number"),
    )
}

/// The id of a record that exists already.
fn known_id(number: usize) -> Id<Contact> {
    format!("003Ex{number:010}").parse().unwrap()
}

/// An org that keeps only how often it executed each record.
struct Org {
    protocol: Protocol,
    uri: String,
    /// The ids that each record was given.
    executed: Mutex<HashMap<String, Vec<String>>>,
    ids: AtomicUsize,
    seed: u64,
    /// How often each record was sent, so that it meets something else each time.
    visits: Mutex<HashMap<String, u64>>,
    sign_ins: AtomicUsize,
    requests: AtomicUsize,
}

impl Org {
    /// Executes a record, and gives its id.
    fn execute(&self, name: &str) -> String {
        let id = format!("003Em{:010}", self.ids.fetch_add(1, Ordering::SeqCst));
        let mut executed = self.executed.lock().unwrap();
        executed
            .entry(name.to_owned())
            .or_default()
            .push(id.clone());
        id
    }

    fn ids_of(&self, name: &str) -> Vec<String> {
        let executed = self.executed.lock().unwrap();
        executed.get(name).cloned().unwrap_or_default()
    }

    /// Decides what happens to a request that begins with this record.
    fn dice(&self, name: &str) -> fastrand::Rng {
        let mut visits = self.visits.lock().unwrap();
        let visit = visits.entry(name.to_owned()).or_default();
        *visit += 1;
        let mut hasher = DefaultHasher::new();
        (self.seed, name, *visit).hash(&mut hasher);
        fastrand::Rng::with_seed(hasher.finish())
    }

    /// Loses the answer: over HTTP/2 mostly that of one stream, since all others of the connection are
    /// lost with it.
    fn lost(&self, dice: &mut fastrand::Rng) -> Answer {
        match self.protocol {
            Protocol::Http2 if dice.u32(..20) > 0 => vec![frame(Frame::Reset(INTERNAL_ERROR))],
            _ => vec![Step::Reset],
        }
    }

    fn answer_json(&self, status: u16, body: &str) -> Answer {
        match self.protocol {
            Protocol::Http2 => http2::json(status, body),
            _ => json(status, body),
        }
    }

    /// Answers a create of one record.
    fn single(&self, name: &str) -> Answer {
        let created = || {
            let id = self.execute(name);
            format!(r#"{{"id":"{id}","success":true,"errors":[]}}"#)
        };
        let mut dice = self.dice(name);
        let broken = |answer: Answer, dice: &mut fastrand::Rng| {
            // Anywhere within the answer.
            match (self.protocol, answer.into_iter().next()) {
                (Protocol::Http2, Some(head)) => vec![head, frame(Frame::Reset(INTERNAL_ERROR))],
                (_, Some(Step::Write(mut bytes))) => {
                    bytes.truncate(dice.usize(..bytes.len()));
                    vec![Step::Write(bytes), Step::Reset]
                }
                (_, step) => step.into_iter().collect(),
            }
        };
        match dice.u32(..100) {
            // Executed, and lost on the way.
            0..4 => {
                created();
                self.lost(&mut dice)
            }
            4..8 => {
                let answer = self.answer_json(201, &created());
                broken(answer, &mut dice)
            }
            // Executed, and reported in a way that proves nothing.
            8..10 => {
                created();
                self.answer_json(201, r#"{"success":true}"#)
            }
            10..12 => {
                let body = created().replace("true", "false");
                self.answer_json(200, &body)
            }
            12..14 => {
                created();
                self.answer_json(500, "[]")
            }
            // Not executed, and the client cannot know it.
            14..18 => self.lost(&mut dice),
            18..20 => self.answer_json(503, "[]"),
            20..22 => self.answer_json(200, r#"{"status":"UP"}"#),
            // Not executed, and the client can know it.
            22..26 => {
                self.answer_json(400, r#"[{"errorCode":"UNABLE_TO_LOCK_ROW","message":"x"}]"#)
            }
            26..28 => self.answer_json(429, "[]"),
            28..30 => self.answer_json(
                400,
                r#"[{"errorCode":"FIELD_CUSTOM_VALIDATION_EXCEPTION","message":"x"}]"#,
            ),
            // The client over HTTP/2 has no password to sign in with again.
            30..32 if self.protocol != Protocol::Http2 => {
                self.answer_json(401, r#"[{"errorCode":"INVALID_SESSION_ID","message":"x"}]"#)
            }
            32..36 if self.protocol == Protocol::Http2 => vec![frame(Frame::Reset(REFUSED_STREAM))],
            36 if self.protocol == Protocol::Http2 && dice.u32(..10) == 0 => {
                let gone = Frame::GoAway {
                    code: 0,
                    processed: false,
                };
                vec![frame(gone), Step::Close]
            }
            _ => self.answer_json(201, &created()),
        }
    }

    /// Answers a request with several records, of which the ids are known if they are updated.
    fn several(&self, records: &[(String, Option<String>)]) -> Answer {
        let mut dice = self.dice(&records[0].0);
        let mut results: Vec<String> = records
            .iter()
            .map(|(name, known)| match dice.u32(..20) {
                0 => {
                    r#"{"success":false,"errors":[{"statusCode":"UNABLE_TO_LOCK_ROW","message":"x"}]}"#
                        .to_owned()
                }
                1 => r#"{"success":false,"errors":[]}"#.to_owned(),
                2 => {
                    self.execute(name);
                    r#"{"success":true,"errors":[]}"#.to_owned()
                }
                3 => {
                    let id = self.execute(name);
                    format!(r#"{{"Id":"{id}","success":true}}"#)
                }
                _ => {
                    let new = self.execute(name);
                    let id = known.as_ref().unwrap_or(&new);
                    format!(r#"{{"id":"{id}","success":true,"errors":[]}}"#)
                }
            })
            .collect();
        match dice.u32(..20) {
            0 => return self.lost(&mut dice),
            1 => drop(results.pop()),
            2 => results.push(results[0].clone()),
            // Results of creates have nothing but their order.
            3 if records[0].1.is_some() => dice.shuffle(&mut results),
            _ => {}
        }
        self.answer_json(200, &format!("[{}]", results.join(",")))
    }
}

impl Handler for Org {
    fn answer(&self, request: &Request) -> Answer {
        match &*request.path {
            TOKEN_PATH => {
                let number = self.sign_ins.fetch_add(1, Ordering::SeqCst);
                return server::token(&self.uri, number);
            }
            VERSIONS_PATH => return server::versions(),
            _ => {}
        }
        self.requests.fetch_add(1, Ordering::SeqCst);
        let Ok(body) = serde_json::from_slice::<Value>(&request.body) else {
            return vec![raw("HTTP/1.1 400 X\r\nContent-Length: 2\r\n\r\n[]")];
        };
        let name = |record: &Value| record["LastName"].as_str().unwrap().to_owned();
        match body["records"].as_array() {
            Some(records) => {
                let id = |record: &Value| record["id"].as_str().map(str::to_owned);
                let records: Vec<_> = records.iter().map(|it| (name(it), id(it))).collect();
                self.several(&records)
            }
            None => self.single(&name(&body)),
        }
    }
}

/// The outcome that the client reported for a record.
enum Outcome {
    Done(Id<Contact>),
    NotDone,
    Unknown,
}

fn outcome<E>(result: Result<Id<Contact>, E>, may_have_happened: fn(&E) -> bool) -> Outcome {
    match result {
        Ok(id) => Outcome::Done(id),
        Err(error) if may_have_happened(&error) => Outcome::Unknown,
        Err(_) => Outcome::NotDone,
    }
}

async fn client(protocol: Protocol, uri: &str) -> Client {
    let policy = RetryPolicy::default()
        .max_attempts(4)
        .base_delay(Duration::from_millis(1));
    let builder = Client::builder()
        .api_version(ApiVersion::new(63))
        .add_root_certificate(CERTIFICATE)
        .retry(policy);
    let builder = match protocol {
        // A sign-in has a path, which the server does not read over HTTP/2.
        Protocol::Http2 => builder.credentials(ats_client::auth::AccessToken::new(uri, "token")),
        _ => builder.login_url(uri).credentials(Password::new(
            "key",
            "secret",
            "ada@acme.example",
            "password",
        )),
    };
    builder.connect().await.unwrap()
}

/// Creates records over a protocol, and compares each outcome with what the server did.
async fn soak(protocol: Protocol, records: usize) {
    let seed = seed();
    println!("{protocol:?}: ATS_HOSTILE_SEED={seed}");
    let (uri, org) = server::start(protocol, |uri| Org {
        protocol,
        uri: uri.to_owned(),
        executed: Mutex::default(),
        ids: AtomicUsize::new(0),
        seed,
        visits: Mutex::default(),
        sign_ins: AtomicUsize::new(0),
        requests: AtomicUsize::new(0),
    })
    .await;
    let client = client(protocol, &uri).await;
    let counts = Arc::new([const { AtomicUsize::new(0) }; 3]);
    stream::iter(0..records / (2 * A_COLLECTION + 1))
        .for_each_concurrent(TASKS, |round| {
            let (client, org, counts) = (client.clone(), Arc::clone(&org), Arc::clone(&counts));
            async move {
                let names: Vec<_> = (0..=A_COLLECTION)
                    .map(|place| format!("{round}-{place}"))
                    .collect();
                let single = client.create(&contact(&names[0])).await;
                let mut outcomes = vec![outcome(single, ClientError::may_have_happened)];
                let many: Vec<_> = names[1..].iter().map(|name| contact(name)).collect();
                for result in client.collections().create(&many).await {
                    outcomes.push(outcome(result, RecordError::may_have_happened));
                }
                for (name, outcome) in names.iter().zip(outcomes) {
                    let ids = org.ids_of(name);
                    let (fits, kind) = match outcome {
                        Outcome::Done(id) => (ids == [&id.as_str()[..15]], 0),
                        Outcome::NotDone => (ids.is_empty(), 1),
                        Outcome::Unknown => (ids.len() <= 1, 2),
                    };
                    counts[kind].fetch_add(1, Ordering::Relaxed);
                    assert!(
                        fits,
                        "{protocol:?}: {name} is {ids:?}, and its outcome was {kind}"
                    );
                }
                let updates: Vec<_> = (0..A_COLLECTION)
                    .map(|place| {
                        let changes = ContactUpdate {
                            last_name: set(format!("{round}-{place} new").try_into().unwrap()),
                            ..Default::default()
                        };
                        (known_id(round * A_COLLECTION + place), changes)
                    })
                    .collect();
                let results = client.collections().update(&updates).await;
                for (place, result) in results.into_iter().enumerate() {
                    let times = org.ids_of(&format!("{round}-{place} new")).len();
                    let (fits, kind) = match outcome(result, RecordError::may_have_happened) {
                        Outcome::Done(id) => (times > 0 && id == updates[place].0, 0),
                        Outcome::NotDone => (times == 0, 1),
                        Outcome::Unknown => (true, 2),
                    };
                    counts[kind].fetch_add(1, Ordering::Relaxed);
                    assert!(
                        fits,
                        "{protocol:?}: update {round}-{place} was executed {times} times, and its \
                         outcome was {kind}"
                    );
                }
            }
        })
        .await;
    let [done, not_done, unknown] = counts.each_ref().map(|it| it.load(Ordering::Relaxed));
    let requests = org.requests.load(Ordering::SeqCst);
    println!(
        "{protocol:?}: {requests} requests; {done} done, {not_done} not done, {unknown} unknown"
    );
    assert!(done > records / 3 && not_done > 0 && unknown > 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_outcome_is_wrong_over_http1() {
    soak(Protocol::Http1, records()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_outcome_is_wrong_over_http2() {
    soak(Protocol::Http2, records()).await;
}
