//! The compared crates, as they are written.

use std::path::Path;
use std::process::Command;

use bench::cost::{Variant, Workspaces};

/// Cargo reads every manifest of a variant, the copied ones too, and finds every file they name.
#[test]
fn cargo_takes_each_variant() {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("variants");
    let sources = repository.join("ats-generated/src");
    let workspaces = Workspaces::write(&root, repository, &sources, &Variant::ALL).unwrap();
    for variant in Variant::ALL {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["metadata", "--no-deps", "--format-version", "1"]);
        cargo.current_dir(workspaces.folder(variant));
        let read = cargo.output().unwrap();
        let said = String::from_utf8_lossy(&read.stderr);
        assert!(read.status.success(), "{}: {said}", variant.name());
    }
}
