//! A server that lies, breaks off, repeats itself and never ends, and what the client reports.
//!
//! Each mode is a row of `modes`: the server's answers, the call that the program makes, the outcome
//! that the client must report for each record, and the number of requests that the server must
//! count.

mod http2;
mod mode;
mod modes;
mod run;
mod server;
mod soak;

use std::collections::BTreeSet;

use futures_util::{StreamExt as _, stream};

/// Modes that run at the same time.
const AT_ONCE: usize = 8;

#[tokio::test(flavor = "multi_thread")]
async fn every_mode_is_reported_correctly() {
    let modes = modes::all();
    let names: BTreeSet<_> = modes.iter().map(|mode| mode.name).collect();
    assert_eq!(names.len(), modes.len(), "a name is given twice");
    assert!(modes.len() >= 150, "{} modes", modes.len());
    let problems: Vec<String> = stream::iter(modes)
        .map(|mode| async move {
            let wrong = run::run(&mode).await;
            (!wrong.is_empty()).then(|| format!("{}: {}", mode.name, wrong.join("; ")))
        })
        .buffer_unordered(AT_ONCE)
        .filter_map(|problem| async { problem })
        .collect()
        .await;
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}
