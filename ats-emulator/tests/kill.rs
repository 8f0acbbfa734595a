//! Kills an emulator with a database file while clients write. After a restart every acknowledged
//! write is there, no all-or-none request is half written, and no temporary files are left.
//!
//! A few kills by default; `ATS_KILLS=200 cargo test -p ats-emulator --test kill` for a long run,
//! `ATS_KILL_SEED=…` to repeat one, as far as processes repeat.

mod common;

use std::collections::HashMap;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use common::{DATA, SCHEMAS, sub};
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};

/// Programs that write at the same time.
const WRITERS: usize = 3;

/// Kills after which a run begins with a new file, so that its creation is hit as well.
const KILLS_PER_FILE: usize = 25;

/// Numbers that look random (splitmix64, Steele et al. 2014), the same ones for the same seed.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % limit
    }
}

/// A number of the environment.
fn setting(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{name} is not a number: {text}")),
    )
}

/// An emulator of its own process; killed when it is dropped.
struct Process(Child);

impl Process {
    fn start(db: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ats-emulator"));
        command.args(["--schemas", SCHEMAS, "--db"]).arg(db);
        let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
        Self(command.spawn().unwrap())
    }

    /// Its base URL, as soon as it says so.
    fn base_url(&mut self) -> String {
        let mut line = String::new();
        let mut out = BufReader::new(self.0.stdout.as_mut().unwrap());
        out.read_line(&mut line).unwrap();
        if line.is_empty() {
            let mut errors = String::new();
            let mut from = self.0.stderr.take().unwrap();
            std::io::Read::read_to_string(&mut from, &mut errors).unwrap();
            panic!("the emulator does not start: {errors}");
        }
        line.trim_end().to_owned()
    }

    /// SIGKILL, with no chance to tidy up.
    fn kill(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// A kind of write; all of its records have the same mark.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    /// A single account.
    Record,
    /// An account and two contacts in a composite request, all or none.
    Composite,
    /// Four accounts in a collection, all or none.
    Collection,
    /// An account that is created and then renamed; answered only if both were.
    Renamed,
    /// An account that is created and then deleted.
    Deleted,
}

impl Kind {
    const ALL: [Self; 5] = [
        Self::Record,
        Self::Composite,
        Self::Collection,
        Self::Renamed,
        Self::Deleted,
    ];

    /// The numbers of accounts and contacts with the mark after a complete write.
    fn whole(self) -> (usize, usize) {
        match self {
            Self::Record | Self::Renamed => (1, 0),
            Self::Composite => (1, 2),
            Self::Collection => (4, 0),
            Self::Deleted => (0, 0),
        }
    }
}

/// The attempted writes by mark; the flag is true for acknowledged ones.
type Tried = Arc<Mutex<HashMap<String, (Kind, bool)>>>;

/// Somebody who writes until the emulator is gone.
struct Writer {
    client: Client,
    base: String,
    token: String,
    tried: Tried,
    next: Arc<AtomicUsize>,
}

impl Writer {
    async fn run(self) {
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let kind = Kind::ALL[number % Kind::ALL.len()];
            // Of one length, so that no mark begins another.
            let mark = format!("m{number:08}");
            self.tried
                .lock()
                .unwrap()
                .insert(mark.clone(), (kind, false));
            if self.write(kind, &mark).await.is_none() {
                return;
            }
            self.tried.lock().unwrap().insert(mark, (kind, true));
        }
    }

    /// `None` once there is no answer.
    async fn write(&self, kind: Kind, mark: &str) -> Option<()> {
        let account = json!({ "Name": mark });
        match kind {
            Kind::Record => {
                self.send(Method::POST, "/sobjects/Account", account)
                    .await?;
            }
            Kind::Composite => {
                let contact = json!({ "LastName": mark, "AccountId": "@{a.id}" });
                let body = json!({ "allOrNone": true, "compositeRequest": [
                    sub("a", "POST", "/sobjects/Account", account),
                    sub("b", "POST", "/sobjects/Contact", contact.clone()),
                    sub("c", "POST", "/sobjects/Contact", contact),
                ] });
                let answer = self.send(Method::POST, "/composite", body).await?;
                for part in answer["compositeResponse"].as_array().unwrap() {
                    assert_eq!(part["httpStatusCode"], 201, "{answer}");
                }
            }
            Kind::Collection => {
                let record = json!({ "attributes": { "type": "Account" }, "Name": mark });
                let body = json!({ "allOrNone": true, "records": vec![record; 4] });
                let answer = self.send(Method::POST, "/composite/sobjects", body).await?;
                for row in answer.as_array().unwrap() {
                    assert_eq!(row["success"], true, "{answer}");
                }
            }
            Kind::Renamed | Kind::Deleted => {
                let name = json!({ "Name": mark, "Site": "before" });
                let answer = self.send(Method::POST, "/sobjects/Account", name).await?;
                let path = format!("/sobjects/Account/{}", answer["id"].as_str().unwrap());
                if kind == Kind::Renamed {
                    self.send(Method::PATCH, &path, json!({ "Site": "after" }))
                        .await?;
                } else {
                    self.send(Method::DELETE, &path, Value::Null).await?;
                }
            }
        }
        Some(())
    }

    async fn send(&self, method: Method, path: &str, body: Value) -> Option<Value> {
        let url = format!("{}{DATA}{path}", self.base);
        let mut request = self.client.request(method, url).bearer_auth(&self.token);
        if !body.is_null() {
            request = request.json(&body);
        }
        let response = request.send().await.ok()?;
        let status = response.status();
        let text = response.text().await.ok()?;
        assert!(status.is_success(), "{status}: {text}");
        if status == StatusCode::NO_CONTENT {
            return Some(Value::Null);
        }
        Some(serde_json::from_str(&text).unwrap())
    }
}

/// All records of a query, page after page.
async fn all(client: &Client, base: &str, token: &str, soql: &str) -> Vec<Value> {
    let mut url = format!("{base}{DATA}/query?q={}", soql.replace(' ', "+"));
    let mut records = Vec::new();
    loop {
        let page = common::answer(client.get(&url).bearer_auth(token))
            .await
            .expect(200);
        records.extend(page["records"].as_array().unwrap().iter().cloned());
        match page["nextRecordsUrl"].as_str() {
            Some(next) => url = format!("{base}{next}"),
            None => return records,
        }
    }
}

/// Counts the records of each mark.
fn counts(records: &[Value], field: &str) -> HashMap<String, usize> {
    let mut counts = HashMap::new();
    for record in records {
        *counts
            .entry(record[field].as_str().unwrap().to_owned())
            .or_default() += 1;
    }
    counts
}

/// Compares what is there with what was tried and answered.
async fn check(client: &Client, base: &str, tried: &HashMap<String, (Kind, bool)>) {
    let token = common::sign_in(client, base).await;
    let accounts = all(client, base, &token, "SELECT Name, Site FROM Account").await;
    let contacts = all(client, base, &token, "SELECT LastName FROM Contact").await;
    let sites: HashMap<&str, &Value> = accounts
        .iter()
        .map(|account| (account["Name"].as_str().unwrap(), &account["Site"]))
        .collect();
    let (accounts, contacts) = (counts(&accounts, "Name"), counts(&contacts, "LastName"));
    for mark in accounts.keys().chain(contacts.keys()) {
        assert!(tried.contains_key(mark), "{mark} was never written");
    }
    for (mark, &(kind, answered)) in tried {
        let count = |of: &HashMap<String, usize>| of.get(mark).copied().unwrap_or_default();
        let found = (count(&accounts), count(&contacts));
        if answered {
            assert_eq!(found, kind.whole(), "{mark} ({kind:?}) was answered");
            if kind == Kind::Renamed {
                assert_eq!(sites[mark.as_str()], &json!("after"), "{mark} was updated");
            }
        } else if kind == Kind::Deleted {
            assert!(found == (0, 0) || found == (1, 0), "{mark}: {found:?}");
        } else {
            let is_whole = found == (0, 0) || found == kind.whole();
            assert!(is_whole, "{mark} ({kind:?}) is half written: {found:?}");
        }
    }
}

/// Stops it as Ctrl-C does, and waits.
fn stop(mut process: Process) {
    let pid = process.0.id().to_string();
    let sent = Command::new("kill").args(["-TERM", &pid]).status().unwrap();
    assert!(sent.success());
    assert!(process.0.wait().unwrap().success());
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let name = |entry: std::io::Result<fs::DirEntry>| entry.unwrap().file_name();
    let mut names: Vec<String> = entries
        .map(|entry| name(entry).into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// Files that a kill may leave: the database, SQLite's own files beside it, and the lock.
const LEFT_BY_A_KILL: [&str; 5] = [
    "org.db",
    "org.db-journal",
    "org.db-lock",
    "org.db-shm",
    "org.db-wal",
];

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_answered_is_there_after_any_kill() {
    let kills = usize::try_from(setting("ATS_KILLS").unwrap_or(6)).unwrap();
    let seed = setting("ATS_KILL_SEED").unwrap_or_else(|| {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        u64::try_from(now.as_millis()).unwrap()
    });
    println!("ATS_KILLS={kills} ATS_KILL_SEED={seed}");
    let mut random = Random(seed);
    let mut answered = 0;
    for first in (0..kills).step_by(KILLS_PER_FILE) {
        let kills = KILLS_PER_FILE.min(kills - first);
        answered += kill_one_file(kills, &mut random).await;
    }
    println!("{answered} writes were answered");
    assert!(answered > 0, "nothing was written before the kills");
}

/// Kills the emulators of one file, one after the other; says how many writes were answered.
async fn kill_one_file(kills: usize, random: &mut Random) -> usize {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("org.db");
    let tried = Tried::default();
    let next = Arc::new(AtomicUsize::new(0));
    for kill in 0..kills {
        let client = Client::builder().no_proxy().build().unwrap();
        let mut process = Process::start(&db);
        // The first one while it makes the file, and one in four while it starts.
        if kill == 0 || (kill > 1 && random.below(4) == 0) {
            tokio::time::sleep(Duration::from_millis(random.below(400))).await;
            process.kill();
        } else {
            let base = process.base_url();
            let known = tried.lock().unwrap().clone();
            check(&client, &base, &known).await;
            let mut writers = tokio::task::JoinSet::new();
            for _ in 0..WRITERS {
                let token = common::sign_in(&client, &base).await;
                writers.spawn(
                    Writer {
                        client: client.clone(),
                        base: base.clone(),
                        token,
                        tried: Arc::clone(&tried),
                        next: Arc::clone(&next),
                    }
                    .run(),
                );
            }
            // In microseconds, so that it is in the middle of something else each time. The second
            // one lives long enough to answer a write.
            let least = if kill == 1 { 400_000 } else { 0 };
            let lifetime = least + random.below(400_000);
            tokio::time::sleep(Duration::from_micros(lifetime)).await;
            process.kill();
            while let Some(writer) = writers.join_next().await {
                writer.unwrap();
            }
        }
        for name in names(folder.path()) {
            assert!(LEFT_BY_A_KILL.contains(&name.as_str()), "{name} is left");
        }
    }
    let client = Client::builder().no_proxy().build().unwrap();
    let mut process = Process::start(&db);
    let base = process.base_url();
    let tried = tried.lock().unwrap().clone();
    check(&client, &base, &tried).await;
    stop(process);
    assert_eq!(names(folder.path()), ["org.db"]);
    tried.values().filter(|(_, answered)| *answered).count()
}
