//! A crate remembers the options by which it was generated.

use std::fs;
use std::process::Command;

use serde_json::json;

use super::{Playground, object};

/// Runs the command line in the playground; returns its exit status and what it printed.
fn codegen(playground: &Playground, args: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_ats-codegen"))
        .current_dir(playground.path(""))
        .args(args)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    (output.status.code().unwrap(), text.into_owned())
}

#[test]
fn check_and_generate_take_the_options_of_the_crate() {
    let playground = Playground::new();
    for api in ["Account", "Contact", "Lead"] {
        playground.describe(&format!("{api}.json"), &object(api, json!([])));
    }
    fs::rename(playground.path("schemas"), playground.path("my-org")).unwrap();
    let options = [
        "--schemas",
        "my-org",
        "--crate-name",
        "acme",
        "--objects",
        "Contact,Account",
    ];
    let out = ["--out", "crates/my-org"];
    let (status, text) = codegen(&playground, &[&["generate"], &out[..], &options].concat());
    assert_eq!(status, 0, "{text}");
    let manifest = playground.read("crates/my-org/Cargo.toml");
    assert!(
        manifest.contains("schemas = \"../../my-org\""),
        "{manifest}"
    );

    let (status, text) = codegen(&playground, &["check", "--out", "crates/my-org"]);
    assert_eq!(status, 0, "{text}");
    assert!(text.contains("2 objects"), "{text}");
    let (status, text) = codegen(&playground, &["generate", "--out", "crates/my-org"]);
    assert_eq!(status, 0, "{text}");
    let reused = "as crates/my-org was generated: --schemas my-org --objects Contact,Account \
                  --crate-name acme";
    assert!(
        text.contains(reused) && text.contains("0 files written"),
        "{text}"
    );
    assert_eq!(playground.read("crates/my-org/Cargo.toml"), manifest);

    // What is given replaces what is recorded, and is recorded itself.
    let (_, text) = codegen(
        &playground,
        &["generate", "--out", "crates/my-org", "--objects", "Lead"],
    );
    assert!(text.contains("1 object,"), "{text}");
    let (status, text) = codegen(&playground, &["check", "--out", "crates/my-org"]);
    assert_eq!(status, 0, "{text}");
    let forget = [
        "generate",
        "--out",
        "crates/my-org",
        "--forget-options",
        "--schemas",
        "my-org",
    ];
    let (_, text) = codegen(&playground, &forget);
    assert!(text.contains("3 objects,"), "{text}");
    assert!(
        playground
            .read("crates/my-org/Cargo.toml")
            .contains("name = \"my-org\"")
    );
}
