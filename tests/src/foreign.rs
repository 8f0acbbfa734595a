//! Other people's programs, which `.ci/run` installs below `target/foreign`: see `README.md`.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// `target/foreign`, where `tmpdir` is `env!("CARGO_TARGET_TMPDIR")` of the test.
#[must_use]
pub fn folder(tmpdir: &str) -> PathBuf {
    Path::new(tmpdir).with_file_name("foreign")
}

/// The first of these interpreters that runs this.
#[must_use]
pub fn interpreter(candidates: &[&Path], probe: &[&str]) -> Option<PathBuf> {
    let runs = |program: &&&Path| {
        let output = Command::new(program).args(probe).output();
        output.is_ok_and(|output| output.status.success())
    };
    candidates.iter().find(runs).map(|it| it.to_path_buf())
}

/// Node with these packages in this folder of modules.
#[must_use]
pub fn node(modules: &Path, packages: &[&str]) -> Option<PathBuf> {
    let node = interpreter(&[Path::new("node")], &["--version"])?;
    let is_there = |package: &&str| modules.join(package).is_dir();
    packages.iter().all(is_there).then_some(node)
}

/// Says that something is not there. Written past the test harness, which hides what a test that
/// passes prints.
///
/// # Panics
///
/// If `ATS_FOREIGN_CLIENTS=required` is set, so that a gate cannot skip it unnoticed.
pub fn skip(what: &str, install: &str) {
    let advice = format!("{what} is not installed; install it with: {install}");
    let required = std::env::var_os("ATS_FOREIGN_CLIENTS").is_some_and(|it| it == "required");
    assert!(!required, "{advice}");
    writeln!(std::io::stderr(), "SKIPPED: {advice}").expect("standard error");
}
