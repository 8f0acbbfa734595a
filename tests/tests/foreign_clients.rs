//! Other people's clients, against the emulated org: if they do not notice the difference, nor will
//! programs in their languages.
//!
//! They are installed by `.ci/run` below `target/foreign`; see `tests/README.md`. Where one is not
//! installed its test says so and passes, unless `ATS_FOREIGN_CLIENTS=required` is set.

use std::path::{Path, PathBuf};
use std::process::Command;

use ats_emulator::Emulator;
use ats_tests::foreign::{self, interpreter, skip};

fn folder() -> PathBuf {
    foreign::folder(env!("CARGO_TARGET_TMPDIR"))
}

/// Runs a session of a client with an org of its own, and fails with what it printed.
async fn session(interpreter: PathBuf, script: &str, argument: PathBuf) {
    let org = Emulator::start(ats_tests::path("schemas"))
        .await
        .expect("an org");
    let mut command = Command::new(interpreter);
    command
        .arg(ats_tests::path("tests/foreign").join(script))
        .arg(org.base_url())
        .arg(argument);
    let output = tokio::task::spawn_blocking(move || command.output());
    let output = output.await.expect("a thread").expect("a process");
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && printed.trim_end().ends_with("all steps passed"),
        "{script}: {}\n{printed}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn simple_salesforce_of_python() {
    let venv = folder().join("python");
    let candidates = [&*venv.join("bin/python"), Path::new("python3")];
    let Some(python) = interpreter(&candidates, &["-c", "import simple_salesforce"]) else {
        let venv = venv.display();
        skip(
            "simple-salesforce",
            &format!("python3 -m venv {venv} && {venv}/bin/pip install simple-salesforce==1.12.10"),
        );
        return;
    };
    let key = ats_tests::path("ats-emulator/tests/keys/private.pem");
    session(python, "simple_salesforce_session.py", key).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn jsforce_of_node() {
    let modules = folder().join("node/node_modules");
    let Some(node) = foreign::node(&modules, &["jsforce"]) else {
        let folder = folder().join("node");
        skip(
            "jsforce",
            &format!("npm install --prefix {} jsforce@3.10.16", folder.display()),
        );
        return;
    };
    session(node, "jsforce_session.mjs", modules).await;
}
