//! Makes a mode's call with a client and compares what the client reports.

use std::time::Duration;

use ats_client::auth::{AccessToken, Password};
use ats_client::{
    ApiVersion, Client, ClientBuilder, ClientError, RecordError, RecordTree, RetryPolicy,
    SaveResults,
};
use ats_core::prelude::*;
use ats_core::record::set;
use ats_generated::*;

use crate::mode::{Call, Mode, Reported};
use crate::server::{self, CERTIFICATE, Script};

/// How long a mode may take. None needs more than a moment; the endless ones would go on.
const MOST_TIME: Duration = Duration::from_secs(10);

/// The largest body that the client accepts, small so that endless ones end soon.
const MOST_BODY: u64 = 1 << 20;

/// Ids of contacts, and one of an account.
pub const ADA: &str = "003Em00000cqRQ3IAM";
pub const BOB: &str = "003Em00000cqRQ4IAM";
pub const EVE: &str = "003Em00000cqRQ5IAM";
const ACCOUNT: &str = "001Em00000SWb1PIAT";
const STATS_A: &str = "a0MEm000004fFnBMAU";
const STATS_B: &str = "a0MEm000004fFnCMAU";

/// The outcomes that the client reported, and the texts of all errors.
#[derive(Default)]
struct Report {
    reported: Vec<Reported>,
    texts: Vec<String>,
}

/// Runs a mode: everything that is not as it must be.
pub async fn run(mode: &Mode) -> Vec<String> {
    let (uri, script) = server::start(mode.protocol, |uri| {
        Script::new(uri, mode.answers.clone(), mode.sign_ins.clone())
    })
    .await;
    let mut wrong = Vec::new();
    let report = tokio::time::timeout(MOST_TIME, call(mode, &uri)).await;
    match report {
        Err(_) => wrong.push(format!("it was not over after {MOST_TIME:?}")),
        Ok(report) => {
            if report.reported != mode.reported {
                wrong.push(format!(
                    "reported {:?}, not {:?}: {:?}",
                    report.reported, mode.reported, report.texts
                ));
            }
            let all = report.texts.join("\n");
            for words in &mode.says {
                if !all.contains(words) {
                    wrong.push(format!("no error says {words:?}: {all:?}"));
                }
            }
            for words in &mode.never_says {
                if all.contains(words) {
                    wrong.push(format!("an error says {words:?}: {all:?}"));
                }
            }
            for text in &report.texts {
                if let Some(odd) = text.chars().find(|c| is_harmful(*c)) {
                    wrong.push(format!("an error holds {odd:?}: {text:?}"));
                }
                if text.chars().count() > 2000 {
                    wrong.push(format!("an error has {} characters", text.chars().count()));
                }
            }
        }
    }
    let counters = &script.counters;
    if counters.requests() != mode.requests {
        wrong.push(format!(
            "{} requests, not {}",
            counters.requests(),
            mode.requests
        ));
    }
    if counters.sign_ins() > mode.sign_ins_at_most {
        wrong.push(format!("{} sign-ins", counters.sign_ins()));
    }
    wrong
}

/// Returns true if a character can move the cursor, turn the direction of text or end a line of a log.
fn is_harmful(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}' | '\u{061c}'
        )
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn builder(mode: &Mode, uri: &str) -> ClientBuilder {
    let policy = RetryPolicy::default()
        .max_attempts(mode.attempts)
        .base_delay(Duration::from_millis(2));
    let builder = Client::builder()
        .api_version(ApiVersion::new(63))
        .retry(policy)
        .read_timeout(Duration::from_secs(2))
        .max_body(MOST_BODY)
        .add_root_certificate(CERTIFICATE);
    if mode.password {
        builder.login_url(uri).credentials(Password::new(
            "key",
            SECRET,
            "ada@acme.example",
            PASSWORD,
        ))
    } else {
        builder.credentials(AccessToken::new(uri, "token"))
    }
}

/// Secrets that a server must not get us to print.
pub const SECRET: &str = "consumer-s3cret";
pub const PASSWORD: &str = "correct horse+battery";

/// A value of a candidate's that no error may hold.
pub const PERSONAL: &str = "Lovelace-Personal";

async fn call(mode: &Mode, uri: &str) -> Report {
    let mut report = Report::default();
    let client = match builder(mode, uri).connect().await {
        Ok(client) => client,
        Err(error) => {
            report.failed(&error);
            return report;
        }
    };
    let collections = client.collections();
    let all_or_none = client.collections().all_or_none(true);
    let id = |text: &str| text.parse::<Id<Contact>>().unwrap();
    let two = [contact(PERSONAL), contact("Byron")];
    match mode.call {
        Call::SignIn => report.reported.push(Reported::Done),
        Call::Create => report.single(client.create(&contact(PERSONAL)).await),
        Call::Update => report.single(client.update(id(ADA), &changes()).await),
        Call::Upsert => {
            let key = MessageStatsKey::ExternalKey("a".try_into().unwrap());
            report.single(client.upsert(&key, &NewMessageStats::default()).await);
        }
        Call::Delete => report.single(client.delete(id(ADA)).await),
        Call::Retrieve => report.rows(client.retrieve(id(ADA)).await.map(|_| 1)),
        Call::CreateTwo => report.many(collections.create(&two).await, &[ADA, BOB], Id::as_str),
        Call::CreateTwoOrNone => {
            report.many(all_or_none.create(&two).await, &[ADA, BOB], Id::as_str)
        }
        Call::UpdateTwo => {
            let records = [(id(ADA), changes()), (id(BOB), changes())];
            report.many(collections.update(&records).await, &[ADA, BOB], Id::as_str);
        }
        Call::UpsertTwo => {
            let record = |key: &'static str| {
                let key = MessageStatsKey::ExternalKey(key.try_into().unwrap());
                (key, NewMessageStats::default())
            };
            let saved = collections.upsert(&[record("a"), record("b")]).await;
            report.many(saved, &[STATS_A, STATS_B], |saved| saved.id.as_str());
        }
        Call::DeleteTwo => report.many(
            collections.delete(&[id(ADA), id(BOB)]).await,
            &[ADA, BOB],
            Id::as_str,
        ),
        Call::DeleteThree => {
            let deleted = collections.delete(&[id(ADA), id(BOB), id(EVE)]).await;
            report.many(deleted, &[ADA, BOB, EVE], Id::as_str);
        }
        Call::RetrieveTwo => {
            let found = collections.retrieve(&[id(ADA), id(BOB)]).await;
            match found {
                Ok(found) => {
                    let ids = found
                        .iter()
                        .map(|contact| contact.as_ref().and_then(|it| it.id));
                    let as_asked = ids.eq([Some(id(ADA)), Some(id(BOB))]);
                    report.reported.push(if as_asked {
                        Reported::Rows(2)
                    } else {
                        Reported::MixedUp
                    });
                }
                Err(error) => report.rows(Err(error)),
            }
        }
        Call::CreateTree => {
            let planted = collections.create_trees([tree()]).await;
            report.many(planted, &[ACCOUNT], |ids| ids.id.as_str());
        }
        Call::CompositeTwo => composite(&client, false, &mut report).await,
        Call::CompositeTwoOrNone => composite(&client, true, &mut report).await,
        Call::CompositeUpdates => composite_updates(&client, false, &mut report).await,
        Call::CompositeUpdatesOrNone => composite_updates(&client, true, &mut report).await,
        Call::UpdateTwoOrNone => {
            let records = [(id(ADA), changes()), (id(BOB), changes())];
            report.many(all_or_none.update(&records).await, &[ADA, BOB], Id::as_str);
        }
        Call::QueryAll => {
            let query = Contact::select()
                .fields((Contact::ID, Contact::LAST_NAME))
                .filter(Contact::LAST_NAME.eq(PERSONAL));
            let mut records = client.query_all(query);
            let mut rows = 0;
            loop {
                match records.next().await {
                    Some(Ok(_)) => rows += 1,
                    Some(Err(error)) => {
                        report.reported.push(Reported::FailedAfter(rows));
                        report.text(&error);
                        break;
                    }
                    None => {
                        report.reported.push(Reported::Rows(rows));
                        break;
                    }
                }
            }
        }
        Call::Count => {
            let count = client.count(Contact::select().field(Contact::ID)).await;
            report.rows(count.map(|count| usize::try_from(count).unwrap()));
        }
    }
    report
}

async fn composite(client: &Client, all_or_none: bool, report: &mut Report) {
    let mut batch = client.composite().all_or_none(all_or_none);
    let first = batch.create(&contact(PERSONAL)).unwrap();
    let second = batch.create(&contact("Byron")).unwrap();
    match batch.send().await {
        Ok(results) => {
            match results.get(&first) {
                Ok(id) if id.as_str() != ADA => report.reported.push(Reported::MixedUp),
                result => report.single(result),
            }
            report.single(results.get(&second));
        }
        Err(error) => {
            let reported = report.failed(&error);
            report.reported.push(reported);
        }
    }
}

async fn composite_updates(client: &Client, all_or_none: bool, report: &mut Report) {
    let mut batch = client.composite().all_or_none(all_or_none);
    let handles = [ADA, BOB].map(|id| {
        let id: Id<Contact> = id.parse().unwrap();
        batch.update(id, &changes()).unwrap()
    });
    match batch.send().await {
        Ok(results) => handles
            .iter()
            .for_each(|handle| report.single(results.get(handle))),
        Err(error) => {
            let reported = report.failed(&error);
            report.reported.push(reported);
        }
    }
}

pub fn contact(last_name: &str) -> NewContact {
    NewContact::new(ContactRequired {
        last_name: last_name.try_into().unwrap(),
    })
}

fn changes() -> ContactUpdate {
    ContactUpdate {
        last_name: set("Byron".try_into().unwrap()),
        ..Default::default()
    }
}

fn tree() -> RecordTree<Account> {
    let account = NewAccount::new(AccountRequired {
        name: "Analytical Engines".try_into().unwrap(),
    });
    let contact = contact(PERSONAL);
    RecordTree::<Account>::new(&account).children(Account::CONTACTS, [RecordTree::new(&contact)])
}

impl Report {
    fn text(&mut self, error: &(impl std::fmt::Debug + std::fmt::Display)) {
        self.texts.push(error.to_string());
        self.texts.push(format!("{error:?}"));
    }

    fn failed(&mut self, error: &ClientError) -> Reported {
        self.text(error);
        self.texts.push(error.explain());
        let reported = match error {
            error if error.may_have_happened() => Reported::Unknown,
            error if error.is_retryable() => Reported::NotDone,
            _ => Reported::Refused,
        };
        self.reported.push(reported);
        reported
    }

    fn single<T>(&mut self, result: Result<T, ClientError>) {
        match result {
            Ok(_) => self.reported.push(Reported::Done),
            Err(error) => {
                self.failed(&error);
            }
        }
    }

    fn rows(&mut self, result: Result<usize, ClientError>) {
        match result {
            Ok(rows) => self.reported.push(Reported::Rows(rows)),
            Err(error) => {
                self.text(&error);
                self.texts.push(error.explain());
                self.reported.push(Reported::FailedAfter(0));
            }
        }
    }

    /// Takes the result of each record, whose id must be the expected one.
    fn many<T>(&mut self, outcomes: SaveResults<T>, expected: &[&str], id: fn(&T) -> &str) {
        for (result, expected) in outcomes.into_iter().zip(expected) {
            match result {
                Ok(saved) if id(&saved) != *expected => self.reported.push(Reported::MixedUp),
                Ok(_) => self.reported.push(Reported::Done),
                Err(error) => {
                    self.text(&error);
                    self.reported.push(reported(&error));
                }
            }
        }
    }
}

fn reported(error: &RecordError) -> Reported {
    if error.may_have_happened() {
        Reported::Unknown
    } else if error.is_retryable() {
        Reported::NotDone
    } else {
        Reported::Refused
    }
}
