//! What is generated, seen from outside: by its text, its files, the command line.

mod cli;
mod hostile;
mod names_lock;
mod recorded_options;
mod repeated_values;
mod run;
mod rustfmt;
mod snapshots;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use ats_codegen::Generator;
use serde_json::{Value, json};

/// The bundled schemas.
fn schemas() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas")
}

/// A folder to generate in, with `schemas` in it and no configuration.
struct Playground {
    dir: tempfile::TempDir,
}

impl Playground {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("schemas")).unwrap();
        fs::write(dir.path().join("empty.toml"), "").unwrap();
        Self { dir }
    }

    fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    /// Saves a describe as `file`.
    fn describe(&self, file: &str, describe: &Value) -> &Self {
        let text = serde_json::to_vec(describe).unwrap();
        fs::write(self.path("schemas").join(file), text).unwrap();
        self
    }

    /// A run from `schemas` to `out`.
    fn generator(&self) -> Generator {
        Generator::new()
            .schemas(self.path("schemas"))
            .config(self.path("empty.toml"))
            .out_dir(self.path("out"))
    }

    /// Runs the command line in the folder; returns its exit status and what it printed.
    fn codegen(&self, args: &[&str]) -> (i32, String) {
        let output = Command::new(env!("CARGO_BIN_EXE_ats-codegen"))
            .current_dir(self.path(""))
            .args(args)
            .output()
            .unwrap();
        let text =
            String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        (output.status.code().unwrap(), text.into_owned())
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    /// Every file below a folder, by path, with its bytes and when it was written.
    fn files(&self, path: &str) -> Vec<(PathBuf, Vec<u8>, std::time::SystemTime)> {
        fn walk(dir: &Path, files: &mut Vec<(PathBuf, Vec<u8>, std::time::SystemTime)>) {
            for entry in fs::read_dir(dir).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    walk(&path, files);
                } else {
                    let written = fs::symlink_metadata(&path).unwrap().modified().unwrap();
                    files.push((path.clone(), fs::read(&path).unwrap_or_default(), written));
                }
            }
        }
        let mut files = Vec::new();
        walk(&self.path(path), &mut files);
        files.sort();
        files
    }
}

/// A describe that says what most do.
fn object(name: &str, fields: Value) -> Value {
    json!({
        "name": name, "label": name, "keyPrefix": "a00", "custom": true,
        "queryable": true, "retrieveable": true, "createable": true,
        "updateable": true, "deletable": true, "undeletable": true,
        "fields": fields, "childRelationships": [], "recordTypeInfos": [],
        "urls": {"sobject": format!("/services/data/v63.0/sobjects/{name}")},
    })
}

/// A field that may be written and queried.
fn field(name: &str, ty: &str, more: &Value) -> Value {
    let mut field = json!({
        "name": name, "label": name, "type": ty, "createable": true, "updateable": true,
        "nillable": true, "filterable": true, "sortable": true, "groupable": true,
        "aggregatable": true,
    });
    for (key, value) in more.as_object().into_iter().flatten() {
        field[key] = value.clone();
    }
    field
}
