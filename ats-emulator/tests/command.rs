//! The command.

mod common;

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Stdio};

use common::SCHEMAS;
use reqwest::Client;

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

fn start(arguments: &[&str]) -> (Running, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_ats-emulator"))
        .args(["--schemas", SCHEMAS])
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    (Running(child), line.trim_end().to_owned())
}

/// The first line is the base URL; killed at any moment, the file has what was answered.
#[tokio::test]
async fn first_line_and_kill() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("org.db");
    let arguments = ["--demo-data", "--db", db.to_str().unwrap()];
    let client = Client::builder().no_proxy().build().unwrap();
    let mut id = String::new();
    for round in 0..2 {
        let (mut running, base) = start(&arguments);
        assert!(base.starts_with("http://127.0.0.1:"), "{base}");
        let token = common::sign_in(&client, &base).await;
        let accounts = format!("{base}/services/data/v63.0/sobjects/Account");
        if round == 0 {
            let request = client.post(&accounts).bearer_auth(&token);
            let body = request.json(&serde_json::json!({ "Name": "Kept" }));
            let body = common::answer(body).await.expect(201);
            body["id"].as_str().unwrap().clone_into(&mut id);
            // SIGKILL, with no chance to tidy up.
            running.0.kill().unwrap();
        } else {
            let request = client.get(format!("{accounts}/{id}")).bearer_auth(&token);
            assert_eq!(common::answer(request).await.expect(200)["Name"], "Kept");
        }
    }
}

/// Runs the command to its end, which mistakes bring about: whether it succeeded, and what it
/// said.
fn run(arguments: &[&str]) -> (bool, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_ats-emulator"))
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut text = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    (child.wait().unwrap().success(), text)
}

/// What is said between the start and the first line of output.
fn said(arguments: &[&str]) -> String {
    let mut child = Command::new(env!("CARGO_BIN_EXE_ats-emulator"))
        .args(["--schemas", SCHEMAS])
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    assert!(line.starts_with("http://127.0.0.1:"), "{line}");
    let mut text = String::new();
    let mut errors = child.stderr.take().unwrap();
    drop(Running(child));
    errors.read_to_string(&mut text).unwrap();
    text
}

/// A file that another emulator has is left to it, until that one has ended.
#[test]
fn one_emulator_at_a_time_has_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("org.db");
    let db = db.to_str().unwrap();
    let (first, _) = start(&["--db", db]);
    let (success, text) = run(&["--schemas", SCHEMAS, "--db", db]);
    assert!(!success);
    assert_eq!(
        text,
        format!(
            "error: cannot open the org: `{db}` is in use by another emulator: stop that one, or \
             name another file\n"
        )
    );
    drop(first);
    assert_eq!(said(&["--db", db]), "");
}

/// Of permission sets, only what concerns those that users have.
#[test]
fn nothing_is_said_that_does_not_matter() {
    assert_eq!(said(&[]), "");
    assert_eq!(said(&["--permission-set", "Asymbl_ATS_Job_Portal"]), "");
    let text = said(&["--permission-set", "asymbl_ats_user"]);
    assert!(
        text.starts_with("warning: permission set Asymbl_ATS_User names objects for which"),
        "{text}"
    );
    assert_eq!(text.lines().count(), 1, "{text}");
}

/// No file, or none of ours.
#[test]
fn wrong_files_are_told() {
    for (db, told) in [
        (
            ":memory:",
            "`:memory:` is not a file: leave the database file out",
        ),
        ("file:org.db", "`file:org.db` is a URI"),
        (
            env!("CARGO_MANIFEST_DIR"),
            "ats-emulator` is a folder: name a file in it",
        ),
        (
            concat!(env!("CARGO_MANIFEST_DIR"), "/README.md"),
            "README.md` is not a database of",
        ),
    ] {
        let (success, text) = run(&["--schemas", SCHEMAS, "--db", db]);
        assert!(!success && text.contains(told), "{text}");
        assert!(text.starts_with("error: cannot open the org: "), "{text}");
        assert_eq!(text.lines().count(), 1, "{text}");
    }
}

#[test]
fn mistakes_are_one_sentence() {
    let (success, text) = run(&["--schemas", "/nowhere"]);
    assert!(!success);
    assert!(
        text.starts_with("error: cannot open the org: cannot read /nowhere"),
        "{text}"
    );
    assert_eq!(text.lines().count(), 1, "{text}");
    let (success, text) = run(&["--schemas", SCHEMAS, "--credentials", "/nowhere.json"]);
    assert!(
        !success && text.starts_with("error: cannot read /nowhere.json"),
        "{text}"
    );
    let readme = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let (success, text) = run(&["--schemas", SCHEMAS, "--credentials", readme]);
    assert!(
        !success && text.contains("README.md is not JSON as the README"),
        "{text}"
    );
}
