//! The command line: what it prints and how it ends.

use std::process::{Command, Output};

use serde_json::{Value, json};

use super::{Playground, field, object};

fn run(playground: &Playground, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ats-codegen"))
        .args(args)
        .current_dir(playground.path(""))
        .output()
        .unwrap()
}

fn playground() -> Playground {
    let playground = Playground::new();
    playground
        .describe(
            "A.json",
            &object(
                "A__c",
                json!([field("B__c", "string", &json!({"length": 9}))]),
            ),
        )
        .describe(
            "B.json",
            &object("B__c", json!([field("C__c", "mystery", &json!({}))])),
        );
    playground
}

#[test]
fn a_run_for_people() {
    let playground = playground();
    let output = run(&playground, &["generate", "--out", "out"]);
    assert_eq!(output.status.code(), Some(0));
    let out = String::from_utf8(output.stdout).unwrap();
    assert!(
        out.starts_with("A  A__c  1 field, 0 enums\nB  B__c  1 field, 0 enums\n"),
        "{out}"
    );
    assert!(
        out.contains("2 objects, 2 fields, 0 enums: 6 files written, 0 unchanged in out ("),
        "{out}"
    );
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        err,
        "warning: B__c.C__c: the type `mystery` is not known; generated as raw JSON\n"
    );
    // Once more: the same is said, nothing is done.
    let output = run(&playground, &["generate", "--out", "out"]);
    let out = String::from_utf8(output.stdout).unwrap();
    assert!(out.contains("0 files written, 6 unchanged"), "{out}");
    assert_eq!(String::from_utf8(output.stderr).unwrap(), err);
}

#[test]
fn a_run_for_programs() {
    let playground = playground();
    let args = [
        "generate",
        "--out",
        "out",
        "--format",
        "json",
        "--objects",
        "B__c",
    ];
    let output = run(&playground, &args);
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty());
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        report["objects"],
        json!([{"api": "B__c", "rust": "B", "module": "b", "fields": 1, "enums": 0}])
    );
    assert_eq!(report["warnings"][0]["field"], "C__c");
    assert_eq!(
        (&report["written"], &report["output"]),
        (&json!(5), &json!("out"))
    );
    assert!(report["seconds"].is_number());
}

#[test]
fn every_error_ends_with_2_and_names_the_thing() {
    let playground = playground();
    std::fs::write(playground.path("bad.toml"), "[generat]\n").unwrap();
    let cases: [(&[&str], &str); 7] = [
        (
            &["generate", "--schemas", "nowhere"],
            "there is no folder nowhere: `ats-codegen fetch --org ALIAS --out nowhere`",
        ),
        (
            &["generate", "--objects", "A_c"],
            "no describe of `A_c`; did you mean `A__c`?",
        ),
        (
            &["generate", "--match", "("],
            "--match `(` is not a regular expression",
        ),
        (&["generate", "--match", "^Z"], "none is asked for"),
        (
            &["generate", "--config", "bad.toml"],
            "did you mean `generate`?",
        ),
        (&["generate", "--crate-name", "My Crate"], "try `my-crate`"),
        (&["generte"], "generate"),
    ];
    for (args, words) in cases {
        let output = run(&playground, args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        let err = String::from_utf8(output.stderr).unwrap();
        assert!(err.contains(words), "{args:?}: {err}");
    }
    assert!(!playground.path("ats-generated").exists());
}

#[test]
fn a_dry_run_writes_nothing() {
    let playground = playground();
    let output = run(&playground, &["generate", "--out", "out", "--dry-run"]);
    assert_eq!(output.status.code(), Some(0));
    let out = String::from_utf8(output.stdout).unwrap();
    assert!(out.contains("6 files to write"), "{out}");
    assert!(!playground.path("out").exists());
}
