//! What `fetch` costs: API calls, waiting, memory.
//!
//! Three measures, each against an emulated org in this process and with the command as a
//! process of its own:
//!
//! 1. API calls for the 33 objects, first and second time, as the org counts them.
//! 2. Wall time with 100 ms for every answer, against the longest chain of answers of which each
//!    needs the one before: the token, the list of versions, the list of objects, the describes.
//! 3. The most memory it holds while it fetches 1,300 objects of which one has 2,000 fields.
//!
//! `cargo bench -p ats-codegen --bench fetch`

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use ats_emulator::{Emulator, EmulatorBuilder};
use serde_json::{Value, json};

const LATENCY: Duration = Duration::from_millis(100);

/// Answers of which each needs the one before.
const CHAIN: u32 = 4;

const OBJECTS: usize = 1_300;
const FIELDS: usize = 2_000;

fn main() {
    // `cargo test --benches` only wants to know that this compiles and starts.
    if !std::env::args().any(|it| it == "--bench") {
        return;
    }
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let start = |org: EmulatorBuilder| runtime.block_on(org.start()).expect("an org");
    let folder = tempfile::tempdir().expect("a folder");
    let schemas = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas");

    let org = start(Emulator::builder().schemas(&schemas));
    for time in ["first", "second"] {
        let before = org.api_calls();
        let (wall, _) = fetch(&org, &folder.path().join("plain"), &[]);
        let calls = org.api_calls() - before;
        println!(
            "33 objects, {time} time: {calls} API calls, {:.0} ms",
            wall.as_secs_f64() * 1e3
        );
    }
    drop(org);

    let org = start(Emulator::builder().schemas(&schemas).latency(LATENCY));
    for time in ["first", "second"] {
        let (wall, _) = fetch(&org, &folder.path().join("slow"), &[]);
        let chain = LATENCY * CHAIN;
        println!(
            "100 ms an answer, {time} time: {:.0} ms, {:.2} x the {} ms of the chain",
            wall.as_secs_f64() * 1e3,
            wall.as_secs_f64() / chain.as_secs_f64(),
            chain.as_millis()
        );
    }
    drop(org);

    let many = folder.path().join("many");
    let bytes = synthesize(&schemas, &many);
    let org = start(Emulator::builder().schemas(&many));
    for time in ["first", "second"] {
        let before = org.api_calls();
        let (wall, peak) = fetch(&org, &folder.path().join("all"), &["--all"]);
        println!(
            "{OBJECTS} objects, {:.0} MB, one of {FIELDS} fields, {time} time: {} API calls, {:.1} s, {} MB at most",
            bytes as f64 / 1e6,
            org.api_calls() - before,
            wall.as_secs_f64(),
            peak.map_or_else(|| "?".to_owned(), |it| (it / 1024).to_string()),
        );
    }
}

/// Runs the command; how long it took, and the most kilobytes it held.
fn fetch(org: &Emulator, out: &Path, args: &[&str]) -> (Duration, Option<u64>) {
    let start = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_ats-codegen"))
        .args(["fetch", "--format", "json", "--out"])
        .arg(out)
        .args(args)
        .env_remove("SFDX_AUTH_URL")
        .env("ATS_AUTH", "password")
        .env("ATS_LOGIN_URL", org.base_url())
        .env("ATS_CLIENT_ID", "a")
        .env("ATS_CLIENT_SECRET", "b")
        .env("ATS_USERNAME", "admin@acme.example")
        .env("ATS_PASSWORD", "c")
        .stdout(Stdio::null())
        .spawn()
        .expect("the command");
    let mut peak = None;
    loop {
        // Linux says it; elsewhere nobody does so simply.
        let status = fs::read_to_string(format!("/proc/{}/status", child.id()));
        let line = status.ok().and_then(|it| {
            let line = it.lines().find(|it| it.starts_with("VmHWM:"))?.to_owned();
            line.split_whitespace().nth(1)?.parse::<u64>().ok()
        });
        peak = line.or(peak);
        if let Some(status) = child.try_wait().expect("a status") {
            assert!(status.success(), "fetch failed");
            return (start.elapsed(), peak);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Writes the describes of a large org: copies of the bundled custom objects under other names,
/// one of them with many fields. Returns the bytes.
fn synthesize(schemas: &Path, into: &Path) -> usize {
    fs::create_dir_all(into).expect("a folder");
    let read = |name: &str| -> Value {
        let text = fs::read(schemas.join(name)).expect("a describe");
        serde_json::from_slice(&text).expect("JSON")
    };
    let mut job = read("bpats__Job__c.json");
    // Relations to objects that are not there would need them.
    job["childRelationships"] = json!([]);
    let fields = job["fields"].as_array_mut().expect("fields");
    fields.retain(|it| it["type"] != "reference");
    let text = fields
        .iter()
        .find(|it| it["name"] == "bpats__Job_Title__c")
        .expect("a field")
        .clone();
    let mut bytes = 0;
    for number in 0..OBJECTS {
        let mut object = job.clone();
        let name = format!("Big{number}__c");
        object["name"] = json!(name);
        object["keyPrefix"] = json!(format!("{:03}", base36(number + 36 * 36)));
        if number == 0 {
            let fields = object["fields"].as_array_mut().expect("fields");
            while fields.len() < FIELDS {
                let mut field = text.clone();
                field["name"] = json!(format!("Field_{}__c", fields.len()));
                fields.push(field);
            }
        }
        let text = serde_json::to_vec(&object).expect("JSON");
        bytes += text.len();
        fs::write(into.join(format!("{name}.json")), text).expect("a file");
    }
    bytes
}

fn base36(mut number: usize) -> String {
    let mut text = String::new();
    while number > 0 {
        text.insert(
            0,
            char::from_digit((number % 36) as u32, 36).expect("a digit"),
        );
        number /= 36;
    }
    text
}
