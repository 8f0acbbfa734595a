//! What the whole-product tests share: where things are, and the bundled schemas.

pub mod foreign;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ats_schema::describe::Describe;

/// A file or folder of the repository.
///
/// # Panics
///
/// If there is no such thing.
#[must_use]
pub fn path(relative: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .join(relative);
    path.canonicalize()
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The text of a file of the repository.
///
/// # Panics
///
/// If it cannot be read.
#[must_use]
pub fn text(relative: &str) -> String {
    let path = path(relative);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The names of the `.json` files in a folder, without their ending, sorted.
///
/// # Panics
///
/// If the folder cannot be read.
#[must_use]
pub fn json_files(folder: &str) -> Vec<String> {
    let folder = path(folder);
    let entries =
        std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("a folder's entry").file_name())
        .filter_map(|name| Some(name.to_str()?.strip_suffix(".json")?.to_owned()))
        .collect();
    names.sort();
    names
}

/// The bundled describes, by the name of the file.
///
/// # Panics
///
/// If one of them is no describe.
#[must_use]
pub fn schemas() -> BTreeMap<String, Describe> {
    json_files("schemas")
        .into_iter()
        .filter(|name| name != "provenance")
        .map(|name| {
            let text = text(&format!("schemas/{name}.json"));
            match Describe::parse(text.as_bytes()) {
                Ok(describe) => (name, describe),
                Err(error) => panic!("schemas/{name}.json: {error}"),
            }
        })
        .collect()
}
