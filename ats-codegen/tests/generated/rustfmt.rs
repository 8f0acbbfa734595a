//! What is generated is as rustfmt would have it.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;

use super::{Playground, field, object, schemas};

/// Runs `rustfmt --check` on a generated crate; says nothing where there is no rustfmt.
fn check(playground: &Playground) {
    let result = Command::new("rustfmt")
        .args(["--edition", "2024", "--check"])
        .arg(playground.path("out/src/lib.rs"))
        .output();
    let Ok(output) = result else {
        eprintln!("skipped: there is no rustfmt here");
        return;
    };
    let shown = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{}{}",
        shown.chars().take(4_000).collect::<String>(),
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn the_bundled_schemas() {
    let playground = Playground::new();
    playground
        .generator()
        .schemas(schemas())
        .generate()
        .unwrap();
    check(&playground);
}

#[test]
fn the_fixtures() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures");
    let list = |dir: &Path| -> Vec<PathBuf> {
        let mut list: Vec<PathBuf> = std::fs::read_dir(dir)
            .unwrap()
            .map(|it| it.unwrap().path())
            .filter(|it| it.is_dir())
            .collect();
        list.sort();
        list
    };
    for fixture in list(&root).iter().flat_map(|it| list(it)) {
        let playground = Playground::new();
        for file in std::fs::read_dir(fixture)
            .unwrap()
            .map(|it| it.unwrap().path())
        {
            let copy = playground.path("schemas").join(file.file_name().unwrap());
            std::fs::copy(file, copy).unwrap();
        }
        if playground.generator().generate().is_ok() {
            check(&playground);
        }
    }
}

/// Lengths around every limit of either printer, in names, labels, values and types, ASCII
/// and not.
#[test]
fn lengths_around_the_limits() {
    let playground = Playground::new();
    let mut fields = Vec::new();
    let mut values = Vec::new();
    for length in (1..120).chain([200, 255]) {
        for (at, letter) in ["x", "é", "日", "\u{301}", "\""].iter().enumerate() {
            let label = letter.repeat(length);
            let name = format!("F{at}_{}__c", "y".repeat(length.min(80)));
            fields.push(field(
                &format!("L{at}_{length}__c"),
                "string",
                &json!({"label": label, "length": 20}),
            ));
            fields.push(field(
                &name,
                "reference",
                &json!({"referenceTo": [format!("T{name}")]}),
            ));
            fields.push(field(
                &format!("P{name}"),
                "multipicklist",
                &json!({"picklistValues": [{"value": label, "active": true}]}),
            ));
            values.push(json!({"value": label, "label": "other", "active": length % 2 == 0}));
            values.push(json!({"value": format!("v{length}{at}"), "label": label, "active": true}));
        }
    }
    fields.push(field(
        "Values__c",
        "picklist",
        &json!({"picklistValues": values}),
    ));
    let mut big = object("Big__c", json!(fields));
    big["label"] = json!("z".repeat(90));
    big["recordTypeInfos"] = (1..80)
        .map(|length| {
            json!({"name": "n", "developerName": "d".repeat(length), "recordTypeId": "012EM000000fake"})
        })
        .collect();
    playground.describe("big.json", &big);
    playground.generator().generate().unwrap();
    check(&playground);
}

/// Modules and imports in the order of rustfmt's version sorting.
#[test]
fn names_that_sort_oddly() {
    let playground = Playground::new();
    let names = [
        "A1", "A01", "A10", "A9", "A_1", "A_B", "AB", "Ab_C", "A1B", "A1_B", "A001", "A_01",
        "A__1", "Zeta", "a2", "B2a", "B10a", "B_2", "B2", "B02",
    ];
    let lookups: Vec<_> = names
        .iter()
        .map(|name| {
            field(
                &format!("{name}_L__c"),
                "reference",
                &json!({"referenceTo": [format!("{name}__c")]}),
            )
        })
        .collect();
    for name in names {
        playground.describe(
            &format!("{name}.json"),
            &object(&format!("{name}__c"), json!(lookups)),
        );
    }
    playground.generator().generate().unwrap();
    check(&playground);
}
