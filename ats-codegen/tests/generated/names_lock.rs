//! `names.lock`: what has a name keeps it, and what cannot be used is reported.

use std::fs;

use serde_json::json;

use super::{Playground, field, object};

fn picklist(values: &[&str]) -> serde_json::Value {
    let values: Vec<_> = values.iter().map(|value| json!({"value": value})).collect();
    json!([field(
        "City__c",
        "picklist",
        &json!({"picklistValues": values})
    )])
}

#[test]
fn a_value_keeps_its_name_and_a_crate_without_the_lock_is_a_breaking_change() {
    let playground = Playground::new();
    playground.describe("a.json", &object("A__c", picklist(&["是"])));
    fs::create_dir(playground.path("before")).unwrap();
    fs::copy(
        playground.path("schemas/a.json"),
        playground.path("before/a.json"),
    )
    .unwrap();
    playground.generator().generate().unwrap();
    assert!(playground.read("out/src/a.rs").contains("    Shi,\n"));

    playground.describe("a.json", &object("A__c", picklist(&["世", "是"])));
    let report = playground.generator().generate().unwrap();
    assert_eq!((report.names.added, report.names.renamed.len()), (1, 0));
    let code = playground.read("out/src/a.rs");
    assert!(
        code.contains("    Shi,\n") && code.contains("    ShiU4E16,\n"),
        "{code}"
    );

    // Without the lock, `Shi` is nobody's name rather than another value's.
    fs::remove_file(playground.path("schemas/names.lock")).unwrap();
    let check = ["check", "--out", "out", "--config", "empty.toml"];
    let (status, text) = playground.codegen(&check);
    assert_eq!(status, 1, "{text}");
    let renamed = "the Rust variant of its value `是` is `ShiU662F`, was `Shi`";
    assert!(
        text.contains(renamed) && text.contains("1 breaking"),
        "{text}"
    );
    let (status, text) = playground.codegen(&["diff", "before", "schemas"]);
    assert_eq!(status, 1, "{text}");
    assert!(text.contains(renamed), "{text}");
}

#[test]
fn crates_of_some_objects_have_the_names_of_all() {
    let playground = Playground::new();
    playground.describe("job.json", &object("bpats__Job__c", json!([])));
    playground.describe("own.json", &object("Job__c", json!([])));
    let some = playground
        .generator()
        .objects(["Job__c"])
        .generate()
        .unwrap();
    assert_eq!(some.objects[0].rust, "JobC");
    assert_eq!(some.names.added, 6);
    let all = playground.generator().generate().unwrap();
    let types: Vec<&str> = all.objects.iter().map(|it| it.rust.as_str()).collect();
    assert_eq!(types, ["Job", "JobC"]);
    assert_eq!(all.names.added, 0);
}

#[test]
fn locked_only_reads() {
    let playground = Playground::new();
    playground.describe("a.json", &object("A__c", picklist(&["a"])));
    let locked = playground.generator().locked(true);
    let error = locked.generate().unwrap_err().to_string();
    let lock = playground.path("schemas/names.lock");
    assert_eq!(
        error,
        format!(
            "{} does not exist\n  help: run `ats-codegen generate --schemas {}` and add the file to \
             version control",
            lock.display(),
            playground.path("schemas").display()
        )
    );
    assert!(!lock.exists() && !playground.path("out/src").exists());

    playground.generator().generate().unwrap();
    assert_eq!(locked.generate().unwrap().written, 0);
    let before = fs::read(&lock).unwrap();
    playground.describe("a.json", &object("A__c", picklist(&["a", "b"])));
    let error = locked.generate().unwrap_err().to_string();
    assert!(
        error.contains("is out of date: no name of the variant `A__c.City__c` value `b`\n"),
        "{error}"
    );
    assert_eq!(fs::read(&lock).unwrap(), before);
}

#[test]
fn names_are_assigned_anew_on_request() {
    let playground = Playground::new();
    playground.describe("a.json", &object("A__c", picklist(&["是"])));
    playground.generator().generate().unwrap();
    playground.describe("a.json", &object("A__c", picklist(&["是", "世"])));
    playground.generator().generate().unwrap();
    let report = playground
        .generator()
        .reassign_names(true)
        .generate()
        .unwrap();
    assert_eq!(
        report.names.renamed,
        ["the variant `A__c.City__c` value `是` is now `ShiU662F`, was `Shi`"]
    );
    assert_eq!(playground.generator().generate().unwrap().written, 0);
}

#[test]
fn a_lock_that_cannot_be_used_is_reported() {
    let playground = Playground::new();
    playground.describe("a.json", &object("A__c", picklist(&["a", "b"])));
    playground.generator().generate().unwrap();
    let good = playground.read("schemas/names.lock");
    let city = "City__c = \"city\"";
    let cases = [
        (
            city,
            "<<<<<<< ours\nCity__c = \"city\"",
            "a conflict of two versions is not resolved",
        ),
        ("version = 1", "version = 2", "update ats-codegen"),
        ("version = 1", "version", "not a lock of names"),
        (
            city,
            "City__c = \"city: u8 } fn f() {\"",
            "cannot be the Rust name of the field `City__c`",
        ),
        (city, "City__c = \"match\"", "cannot be the Rust name"),
        (
            city,
            "City__c = \"extra\"",
            "the name `extra` of the field `City__c` is taken",
        ),
        ("\na = \"A\"", "\na = \"B\"", "the name `B` of `b` is taken"),
        ("type = \"A\"", "type = \"Option\"", "is taken"),
    ];
    for (old, new, expected) in cases {
        assert!(good.contains(old), "{good}");
        fs::write(
            playground.path("schemas/names.lock"),
            good.replace(old, new),
        )
        .unwrap();
        let error = playground.generator().generate().unwrap_err().to_string();
        assert!(error.contains(expected), "{new}: {error}");
        let path = playground.path("schemas/names.lock").display().to_string();
        assert!(error.starts_with(&path), "{new}: {error}");
    }
}
