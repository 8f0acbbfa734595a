//! Runs a program for a limited time, and ends it together with the programs it has started.

use std::env;
use std::io;
use std::process::{Output, Stdio};
use std::time::Duration;

use tokio::process::{Child, Command};

use crate::fetch::error::FetchError;

/// The environment variable that changes the limit, in seconds.
pub(super) const LIMIT: &str = "ATS_SF_TIMEOUT";

/// The limit where nothing else is set. The CLI needs several seconds to start, and it may renew
/// its token first, for which it allows itself half a minute.
const DEFAULT: Duration = Duration::from_secs(60);

/// How long one command of the CLI may take.
pub(super) fn limit() -> Result<Duration, FetchError> {
    match env::var(LIMIT) {
        Err(env::VarError::NotPresent) => Ok(DEFAULT),
        Ok(text) => parse(&text),
        Err(env::VarError::NotUnicode(_)) => parse(""),
    }
}

fn parse(text: &str) -> Result<Duration, FetchError> {
    match text.trim().parse() {
        Ok(seconds) if seconds > 0 => Ok(Duration::from_secs(seconds)),
        _ => Err(FetchError::Options(format!(
            "{LIMIT} must be a number of seconds, such as 60"
        ))),
    }
}

/// Runs a command of the CLI and returns what it prints; an error of the kind `TimedOut` where it
/// does not finish in time. It is ended, too, when nobody waits for it any more.
pub(super) async fn output(program: &str, words: &[&str], limit: Duration) -> io::Result<Output> {
    let mut command = Command::new(program);
    command
        .args(words)
        .arg("--json")
        // Colours in JSON, where somebody forces them, are not JSON.
        .env("NO_COLOR", "1")
        .env_remove("FORCE_COLOR")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    // The CLI is often a script that starts the real program: both are ended.
    #[cfg(unix)]
    command.process_group(0);
    let child = command.spawn()?;
    let mut group = Group::of(&child);
    let output = tokio::time::timeout(limit, child.wait_with_output()).await??;
    group.finished();
    Ok(output)
}

/// The processes that were started; ended when this is dropped.
struct Group(Option<u32>);

impl Group {
    fn of(child: &Child) -> Self {
        Self(child.id())
    }

    /// Their number may be another's from now on.
    fn finished(&mut self) {
        self.0 = None;
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(number) = self.0.and_then(|it| i32::try_from(it).ok()) {
            end(number);
        }
    }
}

#[cfg(any(target_os = "linux", target_os = "macos"))]
fn end(group: i32) {
    use rustix::process::{Pid, Signal, kill_process_group};

    if let Some(group) = Pid::from_raw(group) {
        let _ = kill_process_group(group, Signal::KILL);
    }
}

/// Elsewhere only the program itself is ended, by `kill_on_drop`.
#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn end(_group: i32) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits() {
        assert_eq!(parse("5").unwrap(), Duration::from_secs(5));
        for bad in ["", "0", "-1", "1.5", "soon"] {
            let error = parse(bad).unwrap_err().to_string();
            assert!(error.contains("ATS_SF_TIMEOUT"), "{error}");
        }
    }
}
