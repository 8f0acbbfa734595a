//! Our derive without its column constants.
//!
//! `serde_derive` makes nothing like them, so a comparison of like with like leaves them out. The
//! product has no switch for that and is not to have one; here the derive is copied, and the one
//! place where it prints them is taken out of the copy.

use std::path::Path;
use std::{fs, io};

/// The crates that are copied: the derive, and those on the way to it.
const CRATES: [&str; 3] = ["ats-core", "ats-derive", "ats-schema"];

/// Where the derive makes the constants, and what it makes afterwards.
const PLACE: (&str, &str, &str) = (
    "ats-derive/src/sobject/mod.rs",
    "read::columns(object)",
    "TokenStream::new()",
);

/// Copies the crates into `folder`, a workspace of their own.
///
/// # Errors
///
/// If a file cannot be copied, or the derive prints the constants elsewhere than it used to.
pub(super) fn copy(repository: &Path, folder: &Path) -> io::Result<()> {
    for name in CRATES {
        copy_folder(&repository.join(name), &folder.join(name))?;
    }
    let (file, constants, nothing) = PLACE;
    let text = fs::read_to_string(folder.join(file))?;
    if text.matches(constants).count() != 1 {
        let message = format!("{file} does not say `{constants}` once; see bench/src/cost/bare.rs");
        return Err(io::Error::other(message));
    }
    let text = text.replace(constants, nothing);
    // What makes the constants is no longer called.
    fs::write(folder.join(file), format!("#![allow(dead_code)]\n{text}"))
}

/// Copies a crate's manifest and sources; nothing else is needed to build it.
fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (name, path) = (entry.file_name(), entry.path());
        if path.is_dir() {
            let skipped = ["target", "tests", "benches", "examples"];
            if !skipped.iter().any(|it| *it == name) {
                copy_folder(&path, &to.join(name))?;
            }
        } else if name == "Cargo.toml" {
            fs::write(to.join(name), manifest(&fs::read_to_string(&path)?))?;
        } else {
            fs::copy(&path, to.join(name))?;
        }
    }
    Ok(())
}

/// A manifest without the targets whose files are not copied.
fn manifest(text: &str) -> String {
    let mut out = String::new();
    let mut kept = true;
    for line in text.lines() {
        if line.starts_with('[') {
            kept = !["[[test]]", "[[bench]]", "[[example]]"].contains(&line.trim_end());
        }
        if kept {
            out += line;
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_targets_without_files_are_left_out() {
        let text = "[package]\nname = \"a\"\n[[test]]\nname = \"b\"\n\n[lints]\nworkspace = true\n";
        let kept = "[package]\nname = \"a\"\n[lints]\nworkspace = true\n";
        assert_eq!(manifest(text), kept);
    }
}
