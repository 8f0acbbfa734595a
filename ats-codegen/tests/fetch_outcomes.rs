//! What `fetch` does about an answer that is not a describe: a server error says nothing about an
//! object, a missing object is not a reason to lose its file, a new token is not lost.
#![cfg(all(unix, feature = "fetch"))]

mod common;

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use ats_emulator::{Fault, FaultKind};
use common::{Org, codegen, copy_schemas, files, names, root, run};
use serde_json::Value;

/// An org without some of the bundled objects.
fn org_without(objects: &[&str]) -> Org {
    let folder = tempfile::tempdir().unwrap();
    let schemas = folder.path().join("schemas");
    copy_schemas(&schemas);
    for object in objects {
        fs::remove_file(schemas.join(format!("{object}.json"))).unwrap();
    }
    Org::with(|it| it.schemas(schemas))
}

/// `fetch` from one org into the folder of another.
fn fetch_into(folder: &Path, org: &Org, args: &[&str]) -> (common::Ran, Value) {
    let args = [&["fetch", "--format", "json"], args].concat();
    let ran = run(org.command(&args).current_dir(folder));
    let report = serde_json::from_str(&ran.out).unwrap_or_default();
    (ran, report)
}

#[test]
fn a_server_error_on_one_describe_leaves_the_folder() {
    let org = Org::start();
    let report = org.fetch(&["--objects", "Contact,Account"]);
    let version = report["api_version"].as_str().unwrap();
    let path = format!("/services/data/{version}/sobjects/Contact/describe");
    let before = files(org.folder.path());
    for kind in [
        FaultKind::ServerError,
        FaultKind::Forbidden,
        FaultKind::BadRequest,
        FaultKind::Gone,
    ] {
        org.emulator.faults().clear();
        // Objects are asked for one by one, and one of them fails.
        let composite = Fault::new(FaultKind::MethodNotAllowed).method("POST");
        org.emulator
            .faults()
            .add(composite.times(u64::MAX).path("/services/data/"));
        org.emulator
            .faults()
            .add(Fault::new(kind).times(u64::MAX).path(path.as_str()));
        for args in [&["fetch", "--full"][..], &["fetch", "--full", "--prune"]] {
            let ran = run(&mut org.command(args));
            assert_eq!(ran.code, 2, "{kind}: {}{}", ran.out, ran.err);
            assert!(
                ran.err.contains("cannot describe `Contact`"),
                "{kind}: {}",
                ran.err
            );
            assert!(ran.err.contains("nothing was changed"), "{}", ran.err);
            assert!(files(org.folder.path()) == before, "{kind}");
        }
        // Nor does a comparison take it for a change.
        let ran = run(&mut org.command(&["check", "--org", "env"]));
        assert_eq!(ran.code, 2, "{kind}: {}{}", ran.out, ran.err);
    }
}

#[test]
fn a_server_error_about_the_user_is_one() {
    let org = Org::start();
    org.fetch(&["--objects", "Contact"]);
    let before = files(org.folder.path());
    let fault = Fault::new(FaultKind::ServerError).times(u64::MAX);
    let fault = fault.path("/services/oauth2/userinfo");
    org.emulator.faults().add(fault);
    let ran = run(&mut org.command(&["fetch", "--match", "^Contact$"]));
    assert_eq!(ran.code, 2, "{}{}", ran.out, ran.err);
    assert!(
        ran.err.contains("cannot ask who is signed in"),
        "{}",
        ran.err
    );
    assert!(files(org.folder.path()) == before);
}

#[test]
fn what_a_pattern_no_longer_finds_is_kept_until_it_is_pruned() {
    let org = Org::start();
    let folder = org.folder.path();
    let gone = "bpats__Interview_Topic__c";
    let fewer = org_without(&[gone]);
    let file = folder.join(format!("schemas/{gone}.json"));
    for args in [
        &["--match", "^bpats__Interview"][..],
        &["--namespace", "bpats"],
        &["--all"],
    ] {
        org.fetch(&[args, &["--full"]].concat());
        let before = fs::read(&file).unwrap();
        let (ran, report) = fetch_into(folder, &fewer, args);
        assert_eq!(ran.code, 0, "{args:?}: {}", ran.err);
        let kept = report["kept"].as_array().unwrap();
        assert!(kept.contains(&gone.into()), "{args:?}: {report}");
        assert_eq!(report["removed"], 0, "{args:?}");
        assert!(ran.err.contains("--prune removes them"), "{}", ran.err);
        assert!(fs::read(&file).unwrap() == before, "{args:?}");
        // It is still said the next time.
        let (_, report) = fetch_into(folder, &fewer, args);
        assert_eq!(report["kept"], Value::from(kept.clone()), "{args:?}");
        let (ran, report) = fetch_into(folder, &fewer, &[args, &["--prune"]].concat());
        assert_eq!(ran.code, 0, "{args:?}: {}", ran.err);
        assert_eq!(report["kept"], Value::Array(Vec::new()), "{args:?}");
        assert!(!file.exists(), "{args:?}");
    }
}

#[test]
fn what_is_not_selected_is_not_pruned() {
    let org = Org::start();
    org.fetch(&["--objects", "Contact,Account"]);
    org.fetch(&["--match", "^bpats__Offer", "--prune"]);
    let names = names(&org.path("schemas"));
    assert!(names.contains(&"Contact.json".to_owned()), "{names:?}");
}

#[test]
fn an_object_named_and_missing_fails_and_its_file_stays() {
    let org = Org::start();
    let folder = org.folder.path();
    let gone = "bpats__Offer__c";
    let args = ["--objects", "Contact,bpats__Offer__c"];
    org.fetch(&args);
    let fewer = org_without(&[gone]);
    let file = folder.join(format!("schemas/{gone}.json"));
    let (ran, report) = fetch_into(folder, &fewer, &args);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert_eq!(report["missing"][0]["named"], true);
    assert!(ran.err.contains("error: bpats__Offer__c: "), "{}", ran.err);
    assert!(file.exists());
    // The same by the configuration.
    let config = "[fetch]\nobjects = [\"Contact\", \"bpats__Offer__c\"]\n";
    fs::write(folder.join("ats-codegen.toml"), config).unwrap();
    let (ran, _) = fetch_into(folder, &fewer, &[]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(file.exists());
    // Who prunes knows.
    let (ran, report) = fetch_into(folder, &fewer, &[&args[..], &["--prune"]].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(report["removed"], 1);
    assert!(!file.exists());
}

#[test]
fn of_two_at_a_time_the_second_saves_nothing() {
    let org = Org::start();
    let gate = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", gate.local_addr().unwrap());
    let mut slow = org.command(&["fetch", "--objects", "Contact"]);
    slow.env("ATS_LOGIN_URL", url).stdout(Stdio::null());
    let slow = slow.stderr(Stdio::piped()).spawn().unwrap();
    // It signs in after it has read the folder.
    let (mut stream, _) = gate.accept().unwrap();
    read_request(&mut stream);
    org.fetch(&["--objects", "Account"]);
    respond(&mut stream, "200 OK", &session(&org, ""));
    let ran = slow.wait_with_output().unwrap();
    let err = String::from_utf8_lossy(&ran.stderr);
    assert_eq!(ran.status.code(), Some(2), "{err}");
    assert!(err.contains("another fetch has changed schemas"), "{err}");
    let saved = [".ats-fetch.lock", "Account.json", "names.lock"];
    assert_eq!(names(&org.path("schemas")), saved);
    assert_eq!(names(org.folder.path()), ["schemas"]);
}

#[test]
fn a_change_in_place_that_was_interrupted_is_completed_by_the_next_fetch() {
    let org = Org::start();
    org.fetch(&["--objects", "Contact"]);
    org.fetch(&["--objects", "Contact,Account", "--out", "new"]);
    // As a killed run leaves it: complete, and not in place.
    let staging = org.path("schemas/.schemas.1.ats-codegen");
    fs::rename(org.path("new"), &staging).unwrap();
    fs::write(staging.join(".complete"), "").unwrap();
    let ran = run(&mut org.command(&["generate"]));
    assert_eq!(ran.code, 2, "{}", ran.out);
    assert!(ran.err.contains("was interrupted"), "{}", ran.err);
    let report = org.fetch(&["--objects", "Contact,Account"]);
    assert_eq!(report["unchanged"], 2, "{report}");
    let saved = [
        ".ats-fetch.lock",
        "Account.json",
        "Contact.json",
        "names.lock",
    ];
    assert_eq!(names(&org.path("schemas")), saved);
}

/// Reads a request with its body.
fn read_request(stream: &mut TcpStream) -> String {
    let mut request = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&request).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let head = head.to_ascii_lowercase();
            let length = head.split_once("content-length:");
            let length = length.and_then(|(_, rest)| rest.lines().next()?.trim().parse().ok());
            if body.len() >= length.unwrap_or(0) {
                return text;
            }
        }
        let mut buffer = [0; 8 * 1024];
        let read = stream.read(&mut buffer).unwrap();
        assert!(read > 0, "an incomplete request: {text}");
        request.extend_from_slice(&buffer[..read]);
    }
}

/// Responds with JSON.
fn respond(stream: &mut TcpStream, status: &str, body: &str) {
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nConnection: close\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
}

/// What a token endpoint responds with; `more` is further JSON.
fn session(org: &Org, more: &str) -> String {
    let (token, instance) = (org.token(), org.emulator.base_url());
    format!("{{\"access_token\":\"{token}\",\"instance_url\":\"{instance}\"{more}}}")
}

/// A token endpoint that rotates refresh tokens; the org itself is the emulated one. Returns its
/// address.
fn rotating(org: &Org) -> String {
    let body = session(org, ",\"refresh_token\":\"r0tated\"");
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            read_request(&mut stream);
            respond(&mut stream, "200 OK", &body);
        }
    });
    url
}

/// A token endpoint that accepts every refresh token once: `t0`, then `t1`, and so on. It is slow,
/// so that runs at the same time overlap.
fn rotating_strictly(org: &Org) -> String {
    let body = session(org, ",\"refresh_token\":\"NEXT\"");
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let mut count = 0;
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let request = read_request(&mut stream);
            std::thread::sleep(Duration::from_millis(300));
            let current = format!("refresh_token=t{count}");
            if request.split(['&', '\n']).any(|it| it == current) {
                count += 1;
                let body = body.replace("NEXT", &format!("t{count}"));
                respond(&mut stream, "200 OK", &body);
            } else {
                let body = "{\"error\":\"invalid_grant\",\"error_description\":\"used\"}";
                respond(&mut stream, "400 Bad Request", body);
            }
        }
    });
    url
}

#[test]
fn runs_at_the_same_time_do_not_use_one_refresh_token_twice() {
    let org = Org::start();
    let url = rotating_strictly(&org);
    fs::write(org.path("token"), "t0\n").unwrap();
    fs::write(
        org.path("ats-codegen.toml"),
        format!(
            "[org]\nauth = \"refresh-token\"\nlogin-url = \"{url}\"\nclient-id = \"the-app\"\n\
             refresh-token-file = \"token\"\n"
        ),
    )
    .unwrap();
    let runs = ["a", "b", "c"].map(|out| {
        let args = ["fetch", "--objects", "Contact", "--out", out];
        let mut command = codegen(org.folder.path(), &args);
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        command.spawn().unwrap()
    });
    for run in runs {
        let ran = run.wait_with_output().unwrap();
        let err = String::from_utf8_lossy(&ran.stderr);
        assert_eq!(ran.status.code(), Some(0), "{err}");
    }
    assert_eq!(fs::read_to_string(org.path("token")).unwrap(), "t3\n");
}

#[test]
fn a_rotated_refresh_token_is_saved_where_it_came_from() {
    let org = Org::start();
    let url = rotating(&org);
    let token = org.path("token");
    fs::write(
        org.path("ats-codegen.toml"),
        format!(
            "[org]\nauth = \"refresh-token\"\nlogin-url = \"{url}\"\nclient-id = \"the-app\"\n\
             refresh-token-file = \"token\"\n"
        ),
    )
    .unwrap();
    // Also when the command fails after it has signed in.
    for (pattern, code) in [("^Contact$", 0), ("^Nothing$", 2)] {
        fs::write(&token, "first\n").unwrap();
        fs::set_permissions(&token, fs::Permissions::from_mode(0o600)).unwrap();
        let mut command = codegen(org.folder.path(), &["fetch", "--match", pattern]);
        let ran = run(&mut command);
        assert_eq!(ran.code, code, "{}", ran.err);
        assert_eq!(fs::read_to_string(&token).unwrap(), "r0tated\n");
        let mode = fs::metadata(&token).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert!(!ran.err.contains("refresh token"), "{}", ran.err);
        assert!(!ran.err.contains("r0tated"), "{}", ran.err);
    }
    let names = names(org.folder.path());
    assert_eq!(names, ["ats-codegen.toml", "schemas", "token"]);
}

#[test]
fn a_refresh_token_that_cannot_be_saved_is_announced_before_it_is_used() {
    let org = Org::start();
    let url = rotating(&org);
    let host = url.trim_start_matches("http://").to_owned();
    let signed_in = |login: &str| {
        let args = ["fetch", "--objects", "Contact", "--format", "json"];
        let mut command = codegen(org.folder.path(), &args);
        command
            .env("ATS_AUTH", "refresh-token")
            .env("ATS_LOGIN_URL", login)
            .env("ATS_CLIENT_ID", "the-app")
            .env("ATS_REFRESH_TOKEN", "first");
        run(&mut command)
    };
    let ran = signed_in(&url);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let before = "the new token cannot be saved in ATS_REFRESH_TOKEN";
    let after = "the one in ATS_REFRESH_TOKEN no longer works";
    let place = |words: &str| ran.err.find(words).expect(words);
    assert!(place(before) < place(after), "{}", ran.err);
    assert!(!ran.err.contains("r0tated"), "{}", ran.err);
    // Nobody answers: it was said all the same.
    let closed = TcpListener::bind("127.0.0.1:0").unwrap();
    let nobody = format!("http://{}", closed.local_addr().unwrap());
    std::thread::spawn(move || {
        // Every connection is closed at once.
        for stream in closed.incoming() {
            drop(stream);
        }
    });
    let ran = signed_in(&nobody);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(ran.err.contains(before), "{}", ran.err);
    assert!(!ran.err.contains(after), "{}", ran.err);
    let mut command = codegen(org.folder.path(), &["fetch", "--org", "env"]);
    command.env("SFDX_AUTH_URL", format!("force://the-app::first@{host}"));
    let ran = run(&mut command);
    assert!(
        ran.err.contains("cannot be saved in SFDX_AUTH_URL"),
        "{}",
        ran.err
    );
}

/// A folder with a program `sf`, and the PATH with it.
fn stand_in(script: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("sf");
    fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let path = std::env::var("PATH").unwrap();
    let path = format!("{}:{path}", folder.path().display());
    (folder, path)
}

/// Whether a process is there and not just waiting to be collected.
fn is_running(pid: &str) -> bool {
    let listed = Command::new("ps").args(["-o", "stat=", "-p", pid]).output();
    let state = String::from_utf8(listed.unwrap().stdout).unwrap();
    !state.trim().is_empty() && !state.trim().starts_with('Z')
}

/// Waits for a file that a script writes.
fn wait_for(path: &PathBuf) -> String {
    let start = Instant::now();
    loop {
        let text = fs::read_to_string(path).unwrap_or_default();
        if text.ends_with('\n') {
            return text.trim().to_owned();
        }
        assert!(start.elapsed() < Duration::from_secs(20), "no {path:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn wait_until_gone(pid: &str) {
    let start = Instant::now();
    while is_running(pid) {
        assert!(start.elapsed() < Duration::from_secs(10), "{pid} goes on");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn an_sf_that_hangs_is_ended_with_everything_it_started() {
    let (folder, path) = stand_in("sleep 600 &\necho $! > \"$STAND_IN_PID\"\nwait");
    let pid = folder.path().join("pid");
    for (args, limit) in [(&["fetch", "--org", "my-org"][..], "5"), (&["orgs"], "5")] {
        let _ = fs::remove_file(&pid);
        let mut command = codegen(folder.path(), args);
        command
            .env("PATH", &path)
            .env("STAND_IN_PID", &pid)
            .env("ATS_SF_TIMEOUT", limit);
        let start = Instant::now();
        let ran = run(&mut command);
        assert!(start.elapsed() < Duration::from_secs(20));
        assert!(ran.err.contains("did not finish within 5 s"), "{}", ran.err);
        assert!(ran.err.contains("ATS_SF_TIMEOUT"), "{}", ran.err);
        wait_until_gone(&wait_for(&pid));
    }
    // Ctrl-C ends both.
    let _ = fs::remove_file(&pid);
    let mut command = codegen(folder.path(), &["fetch", "--org", "my-org"]);
    command
        .env("PATH", &path)
        .env("STAND_IN_PID", &pid)
        .stderr(Stdio::piped());
    let child = command.spawn().unwrap();
    let sleeper = wait_for(&pid);
    let kill = ["-INT", &child.id().to_string()];
    assert!(Command::new("kill").args(kill).status().unwrap().success());
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || sender.send(child.wait_with_output().unwrap()));
    let output = receiver.recv_timeout(Duration::from_secs(20));
    let output = output.expect("it ends");
    assert_eq!(output.status.code(), Some(130));
    wait_until_gone(&sleeper);
    // An invalid limit is named.
    let mut command = codegen(folder.path(), &["fetch", "--org", "my-org"]);
    let ran = run(command.env("PATH", &path).env("ATS_SF_TIMEOUT", "soon"));
    assert_eq!(ran.code, 2);
    assert!(
        ran.err
            .contains("ATS_SF_TIMEOUT must be a number of seconds"),
        "{}",
        ran.err
    );
}

#[test]
fn words_of_the_cli_stay_words() {
    let long = "x".repeat(3_000);
    let message = format!("no\\u001b[2J\\r\\nerror: forged\\u202e {long}");
    let script = format!(
        "echo '{{\"status\":1,\"name\":\"Bad\\u001b]0;t\\u0007\",\"message\":\"{message}\"}}'\nexit 1"
    );
    let script = script.replace("echo ", "printf '%s\\n' ");
    let (folder, path) = stand_in(&script);
    let mut command = codegen(folder.path(), &["fetch", "--org", "my-org"]);
    let ran = run(command.env("PATH", &path));
    assert_eq!(ran.code, 2, "{}", ran.out);
    let harmless = |ch: char| ch == '\n' || ats_schema::rules::server_text::is_visible(ch);
    assert!(ran.err.chars().all(harmless), "{:?}", ran.err);
    assert!(
        ran.err.contains("no\\u{1b}[2J\\r\\nerror: forged"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("more characters)"), "{}", ran.err);
    assert!(ran.err.len() < 1_500, "{}", ran.err.len());
    assert!(
        ran.err
            .contains("\nsign in with `sf org login web --alias my-org`"),
        "our own advice is on a line of its own: {}",
        ran.err
    );
}

/// Labels and values of describes, in what `diff` and `generate` print.
#[test]
fn words_of_describes_stay_words() {
    let folder = tempfile::tempdir().unwrap();
    for side in ["old", "new"] {
        copy_schemas(&folder.path().join(side));
    }
    let path = folder.path().join("new/bpats__Job__c.json");
    let mut describe: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    let nasty = format!(
        "\u{1b}[31mred\r\n::error::forged\u{202e}{}",
        "y".repeat(3_000)
    );
    describe["label"] = nasty.clone().into();
    let field = &mut describe["fields"][1];
    field["label"] = nasty.clone().into();
    field["type"] = nasty.into();
    fs::write(&path, describe.to_string()).unwrap();
    let core = root().join("ats-core");
    let core = core.to_str().unwrap();
    for args in [
        &["diff", "old", "new"][..],
        &["diff", "old", "new", "--format", "github"],
        &["generate", "--schemas", "new", "--ats-core-path", core],
    ] {
        let ran = run(&mut codegen(folder.path(), args));
        for text in [&ran.out, &ran.err] {
            let harmless = |ch: char| ch == '\n' || ats_schema::rules::server_text::is_visible(ch);
            assert!(text.chars().all(harmless), "{args:?}: {text:?}");
            let longest = text.lines().map(str::len).max().unwrap_or_default();
            assert!(longest < 2_500, "{args:?}: {longest}");
            let forged = text.lines().any(|it| it.starts_with("::error::forged"));
            assert!(!forged, "{args:?}: {text}");
        }
    }
}
