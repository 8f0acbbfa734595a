//! A crate remembers the options by which it was generated.

use std::fs;

use serde_json::json;

use super::{Playground, object};

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
    let (status, text) = playground.codegen(&[&["generate"], &out[..], &options].concat());
    assert_eq!(status, 0, "{text}");
    let manifest = playground.read("crates/my-org/Cargo.toml");
    assert!(
        manifest.contains("schemas = \"../../my-org\""),
        "{manifest}"
    );

    let (status, text) = playground.codegen(&["check", "--out", "crates/my-org"]);
    assert_eq!(status, 0, "{text}");
    assert!(text.contains("2 objects"), "{text}");
    let (status, text) = playground.codegen(&["generate", "--out", "crates/my-org"]);
    assert_eq!(status, 0, "{text}");
    let reused = "reusing the options of crates/my-org: --schemas my-org --objects Contact,Account \
                  --crate-name acme";
    assert!(
        text.contains(reused) && text.contains("0 files written"),
        "{text}"
    );
    assert_eq!(playground.read("crates/my-org/Cargo.toml"), manifest);

    // What is given replaces what is recorded, and is recorded itself.
    let (_, text) =
        playground.codegen(&["generate", "--out", "crates/my-org", "--objects", "Lead"]);
    assert!(text.contains("1 object,"), "{text}");
    let (status, text) = playground.codegen(&["check", "--out", "crates/my-org"]);
    assert_eq!(status, 0, "{text}");
    let forget = [
        "generate",
        "--out",
        "crates/my-org",
        "--forget-options",
        "--schemas",
        "my-org",
    ];
    let (_, text) = playground.codegen(&forget);
    assert!(text.contains("3 objects,"), "{text}");
    assert!(
        playground
            .read("crates/my-org/Cargo.toml")
            .contains("name = \"my-org\"")
    );
}
