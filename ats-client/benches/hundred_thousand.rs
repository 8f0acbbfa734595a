//! Records by the hundred thousand: created, paged back, and the memory that takes.
//!
//! `cargo bench -p ats-client --bench hundred_thousand [-- RECORDS…]`
//!
//! The client and the emulated org run in processes of their own, a new pair for each line, so that
//! the memory of one is not the other's, nor one line's the next one's. `stream` never holds more
//! than a few pages; `vec` does the same work with everything in memory, to show what that costs.
//! Memory is read from `/proc`, on Linux only.

use std::error::Error;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use ats_client::Client;
use ats_client::auth::Password;
use ats_core::prelude::*;
use ats_emulator::Emulator;
use ats_generated::{Contact, ContactRequired, NewContact};
use futures_util::{StreamExt as _, stream};

const SCHEMAS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../schemas");

/// The measure that was asked for, unless the command line says otherwise.
const SIZES: [usize; 2] = [10_000, 100_000];

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<_> = arguments.iter().map(String::as_str).collect();
    let done = match *words {
        ["org"] => org(),
        ["client", how, records, uri] => measure(how, records, uri),
        _ => compare(&words),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Runs every line, and prints the table.
fn compare(words: &[&str]) -> Outcome<()> {
    // Cargo says `--bench`.
    let given = words.iter().filter(|word| !word.starts_with("--"));
    let mut sizes = given
        .map(|word| word.parse())
        .collect::<Result<Vec<usize>, _>>()?;
    if sizes.is_empty() {
        sizes = SIZES.to_vec();
    }
    println!(
        "{:<8} {:>9} {:>11} {:>9} {:>10} {:>11} {:>10}",
        "how", "records", "created/s", "read/s", "API calls", "idle MB", "peak MB"
    );
    for how in ["stream", "vec"] {
        let mut peaks = Vec::new();
        for &records in &sizes {
            let line = run(how, records)?;
            println!("{line}");
            peaks.extend(
                line.split_whitespace()
                    .next_back()
                    .and_then(|peak| peak.parse::<f64>().ok()),
            );
        }
        if let [first, .., last] = *peaks {
            println!(
                "{how:<8} peak memory of {} records is {:.2} times that of {}",
                sizes[sizes.len() - 1],
                last / first,
                sizes[0]
            );
        }
    }
    Ok(())
}

/// An org in a process of its own; it ends with this value.
struct Org(Child);

impl Drop for Org {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Measures one line: a new org, and a new client for it.
fn run(how: &str, records: usize) -> Outcome<String> {
    let program = std::env::current_exe()?;
    let child = Command::new(&program)
        .arg("org")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut org = Org(child);
    let mut uri = String::new();
    let out = org.0.stdout.take().ok_or("the org has no output")?;
    BufReader::new(out).read_line(&mut uri)?;
    let output = Command::new(&program)
        .args(["client", how, &records.to_string(), uri.trim()])
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err("the client failed".into());
    }
    Ok(String::from_utf8(output.stdout)?.trim_end().to_owned())
}

/// The org's process: until whoever started it is gone.
fn org() -> Outcome<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    let org = runtime.block_on(
        Emulator::builder()
            .schemas(SCHEMAS)
            .daily_api_limit(u64::from(u32::MAX))
            .start(),
    )?;
    println!("{}", org.base_url());
    std::io::stdout().flush()?;
    std::io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}

/// The client's process: one line of the table.
fn measure(how: &str, records: &str, uri: &str) -> Outcome<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    let records = records.parse()?;
    println!("{}", runtime.block_on(line(how, records, uri))?);
    Ok(())
}

async fn line(how: &str, records: usize, uri: &str) -> Outcome<String> {
    let credentials = Password::new("key", "secret", "ada@acme.example", "password");
    let client = Client::builder()
        .login_url(uri)
        .credentials(credentials)
        .connect()
        .await?;
    let idle = peak_memory();
    let query = Contact::select()
        .fields((Contact::ID, Contact::LAST_NAME))
        .order_by(Contact::LAST_NAME.asc());

    let begin = Instant::now();
    if how == "stream" {
        let new = stream::iter(0..records).map(contact);
        let mut saved = client.collections().create_stream(new);
        while let Some(id) = saved.next().await {
            id?;
        }
    } else {
        let new: Vec<_> = (0..records).map(contact).collect();
        client.collections().create(&new).await.all()?;
    }
    let created = begin.elapsed();

    let begin = Instant::now();
    let mut seen = Seen(0);
    if how == "stream" {
        let mut found = client.query_all(query);
        while let Some(contact) = found.next().await {
            seen.next(&contact?)?;
        }
    } else {
        for contact in &client.query_all(query).collect_all().await? {
            seen.next(contact)?;
        }
    }
    let read = begin.elapsed();
    if seen.0 != records {
        return Err(format!("{} records were created and {} read", records, seen.0).into());
    }
    let calls = client.api_usage().map_or(0, |usage| usage.used);
    Ok(format!(
        "{how:<8} {records:>9} {:>11.0} {:>9.0} {calls:>10} {:>11} {:>10}",
        per_second(records, created),
        per_second(records, read),
        megabytes(idle),
        megabytes(peak_memory()),
    ))
}

fn contact(number: usize) -> NewContact {
    let mut contact = NewContact::new(ContactRequired {
        last_name: Text::try_from(name(number)).unwrap_or_default(),
    });
    contact.first_name = Text::try_from("Ada").ok();
    contact
}

fn name(number: usize) -> String {
    format!("Lovelace {number:09}")
}

/// How many records came back: each one, once, in order.
struct Seen(usize);

impl Seen {
    fn next(&mut self, contact: &Contact) -> Outcome<()> {
        let expected = name(self.0);
        if contact.last_name.as_deref() != Some(&*expected) {
            return Err(format!("{:?} came in place of {expected}", contact.last_name).into());
        }
        self.0 += 1;
        Ok(())
    }
}

fn per_second(records: usize, time: Duration) -> f64 {
    records as f64 / time.as_secs_f64()
}

fn megabytes(kilobytes: Option<u64>) -> String {
    kilobytes.map_or_else(
        || "n/a".to_owned(),
        |kilobytes| format!("{:.1}", kilobytes as f64 / 1024.0),
    )
}

/// The most memory that this process has had resident, in KiB.
///
/// Source: proc(5), `VmHWM` of `/proc/self/status`.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
