//! Other people's SOQL grammars on the queries of `ats-schema/tests/soql-corpus`: wherever one
//! says the opposite of ours, `disagreements.txt` says why; and what it explains is so.
//!
//! They are installed by `.ci/run` below `target/foreign`; see `tests/README.md`. Where they are
//! not installed the test says so and passes, unless `ATS_FOREIGN_CLIENTS=required` is set.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use ats_schema::soql::{Dialect, parse};
use ats_tests::foreign;

const PACKAGES: [&str; 3] = [
    "@salesforce/soql-common",
    "antlr4ts",
    "@jetstreamapp/soql-parser-js",
];

/// The grammars, each with the dialect it is compared with.
const GRAMMARS: [(&str, Dialect); 3] = [
    ("official-rest", Dialect::Rest),
    ("official-apex", Dialect::Apex),
    ("jetstream", Dialect::Apex),
];

/// The lines of a file that are no headings, each with the heading above it.
fn lines(file: &str) -> Vec<(String, String)> {
    let text = ats_tests::text(&format!("ats-schema/tests/soql-corpus/{file}"));
    let mut heading = String::new();
    let mut found = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        match line.strip_prefix("# ") {
            Some(text) => text.clone_into(&mut heading),
            None => found.push((heading.clone(), line.to_owned())),
        }
    }
    found
}

/// Which grammars take each query.
fn ask(node: &Path, modules: &Path, queries: &[String]) -> Vec<BTreeSet<String>> {
    let mut child = Command::new(node)
        .arg(ats_tests::path("tests/foreign/soql_grammars.mjs"))
        .arg(modules)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("node");
    let mut input = child.stdin.take().expect("standard input");
    let lines: Vec<String> = queries
        .iter()
        .map(|query| serde_json::to_string(query).expect("JSON"))
        .collect();
    // It answers while it reads.
    let writer = std::thread::spawn(move || {
        for line in lines {
            writeln!(input, "{line}").expect("a program that reads");
        }
    });
    let output = child.wait_with_output().expect("node");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {said}", output.status);
    writer.join().expect("a thread");
    let answers = String::from_utf8(output.stdout).expect("UTF-8");
    let answers: Vec<BTreeSet<String>> = answers
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(answers.len(), queries.len(), "{said}");
    answers
}

#[test]
fn every_disagreement_is_explained() {
    let modules = foreign::folder(env!("CARGO_TARGET_TMPDIR")).join("node/node_modules");
    let Some(node) = foreign::node(&modules, &PACKAGES) else {
        let folder = modules.with_file_name("");
        let packages = "@salesforce/soql-common@0.2.2 antlr4ts@0.5.0-alpha.4 @jetstreamapp/soql-parser-js@6.3.1";
        let install = format!("npm install --prefix {} {packages}", folder.display());
        foreign::skip("a SOQL grammar of other people", &install);
        return;
    };
    let files = ["valid.txt", "apex.txt", "invalid.txt"];
    let queries: Vec<String> = files
        .into_iter()
        .flat_map(lines)
        .map(|(_, query)| query)
        .collect();
    assert!(queries.len() >= 300, "{}", queries.len());

    let mut found = BTreeSet::new();
    for (query, taken) in queries.iter().zip(ask(&node, &modules, &queries)) {
        for (grammar, dialect) in GRAMMARS {
            if taken.contains(grammar) != parse(query, dialect).is_ok() {
                found.insert(format!("{grammar}\t{query}"));
            }
        }
    }
    let explained: BTreeMap<String, String> = lines("disagreements.txt")
        .into_iter()
        .map(|(reason, entry)| (entry, reason))
        .collect();
    let unexplained = found.iter().filter(|it| !explained.contains_key(*it));
    let unexplained: Vec<&str> = unexplained.map(String::as_str).collect();
    let gone = explained.keys().filter(|entry| !found.contains(*entry));
    let gone: Vec<&str> = gone.map(String::as_str).collect();
    assert!(
        unexplained.is_empty() && gone.is_empty(),
        "in ats-schema/tests/soql-corpus/disagreements.txt explain\n{}\n\nand take out, for they agree\n{}",
        unexplained.join("\n"),
        gone.join("\n")
    );
}
