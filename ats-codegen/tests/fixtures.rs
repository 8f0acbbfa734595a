//! Every folder of `fixtures/` generates what stands in it, or fails as it says.
//!
//! `fixtures/<group>/<name>/` holds describes, `fixture.toml` and, where it is short enough
//! to be read, `expected.rs` or `expected.err`. They are rewritten by
//!
//! ```console
//! UPDATE_EXPECT=1 cargo test -p ats-codegen --test fixtures
//! ```

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use ats_codegen::Generator;

/// Longer output is only parsed: nobody would read it.
const READABLE: usize = 12_000;

#[test]
fn every_fixture_generates_what_it_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures");
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    let mut failures = String::new();
    let mut count = 0;
    for group in folders(&root) {
        for fixture in folders(&group) {
            count += 1;
            if let Err(why) = check(&fixture, update) {
                let _ = writeln!(failures, "== {}\n{why}", fixture.display());
            }
        }
    }
    assert!(count > 0, "no fixtures in {}", root.display());
    assert!(
        failures.is_empty(),
        "{failures}\nIf this is as it should be: UPDATE_EXPECT=1 cargo test -p ats-codegen --test fixtures"
    );
}

fn folders(dir: &Path) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = fs::read_dir(dir)
        .unwrap()
        .map(|it| it.unwrap().path())
        .filter(|it| it.is_dir())
        .collect();
    folders.sort();
    folders
}

fn check(fixture: &Path, update: bool) -> Result<(), String> {
    let toml = fs::read_to_string(fixture.join("fixture.toml")).unwrap_or_default();
    let must_fail = toml.lines().any(|it| it.trim() == "error = true");
    let out = tempfile::tempdir().unwrap();
    let dir = out.path().join("generated");
    let config = out.path().join("ats-codegen.toml");
    fs::write(&config, "").unwrap();
    // Names are assigned anew, and names.lock is written beside the describes.
    let schemas = out.path().join("schemas");
    fs::create_dir(&schemas).unwrap();
    for file in folder(fixture).iter().filter(|it| it.is_file()) {
        fs::copy(file, schemas.join(file.file_name().unwrap())).unwrap();
    }
    let generator = Generator::new()
        .schemas(&schemas)
        .config(config)
        .out_dir(&dir);
    match generator.generate() {
        Ok(_) if must_fail => Err("generated, although fixture.toml says error = true".to_owned()),
        Ok(report) => {
            let mut text = String::new();
            for warning in &report.warnings {
                let _ = writeln!(text, "// warning: {}", warning.to_string().escape_debug());
            }
            for it in folder(&dir.join("src")) {
                let name = it.file_name().unwrap().to_string_lossy().into_owned();
                let code = fs::read_to_string(&it).unwrap();
                syn::parse_file(&code).map_err(|error| format!("{name}: {error}"))?;
                // Of the root only what is not the same everywhere.
                if name != "lib.rs" {
                    // The header has the version of the tool.
                    let body = code.split_once("\n\n").map_or("", |(_, body)| body);
                    let _ = write!(text, "\n// ---- src/{name}\n\n{body}");
                }
            }
            remove(&fixture.join("expected.err"), update)?;
            let expected = fixture.join("expected.rs");
            if text.len() > READABLE {
                return remove(&expected, update);
            }
            compare(&expected, &text, update)
        }
        Err(error) => {
            let folder = schemas.display().to_string();
            let text = error.to_string().replace(&format!("{folder}/"), "");
            remove(&fixture.join("expected.rs"), update)?;
            compare(&fixture.join("expected.err"), &format!("{text}\n"), update)
        }
    }
}

fn folder(dir: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(dir)
        .unwrap()
        .map(|it| it.unwrap().path())
        .collect();
    files.sort();
    files
}

fn remove(path: &Path, update: bool) -> Result<(), String> {
    match (path.exists(), update) {
        (true, true) => fs::remove_file(path).map_err(|it| it.to_string()),
        (true, false) => Err(format!("{} does not belong here", path.display())),
        (false, _) => Ok(()),
    }
}

fn compare(path: &Path, text: &str, update: bool) -> Result<(), String> {
    let expected = fs::read_to_string(path).unwrap_or_default();
    if expected == text {
        return Ok(());
    }
    if update {
        return fs::write(path, text).map_err(|it| it.to_string());
    }
    let differing = expected
        .lines()
        .zip(text.lines())
        .position(|(a, b)| a != b)
        .unwrap_or_else(|| expected.lines().count().min(text.lines().count()));
    Err(format!(
        "{} differs from line {}:\n  expected {:?}\n  found    {:?}",
        path.file_name().unwrap().to_string_lossy(),
        differing + 1,
        expected.lines().nth(differing),
        text.lines().nth(differing),
    ))
}
