//! Every Rust sample of the README, the docs and the doc comments compiles with the crate of an org
//! that was fetched and generated in an empty folder, as every user does it.
//!
//! In this repository the samples compile with `ats-generated`, which has the configuration and the
//! provenance of the repository. Other folders have neither.
#![cfg(feature = "fetch")]

mod common;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::fenced_blocks::{Block, blocks};
use common::{Org, offline, root, run};

/// A page, and the lines that its samples leave to the reader.
struct Page {
    path: &'static str,
    before: &'static str,
    /// True if a sample continues the one before it.
    is_continued: bool,
}

const PAGES: [Page; 6] = [
    Page {
        path: "README.md",
        before: "use ats_client::{Client, auth::ClientCredentials};
                 let (key, secret) = (\"key\", \"secret\");",
        is_continued: true,
    },
    Page {
        path: "ats-client/README.md",
        before: "",
        is_continued: false,
    },
    Page {
        path: "ats-generated/README.md",
        before: "",
        is_continued: false,
    },
    Page {
        path: "docs/contract.md",
        before: "use ats_generated::{prelude::*, ids};",
        is_continued: false,
    },
    Page {
        path: "docs/getting-started.md",
        before: "",
        is_continued: false,
    },
    Page {
        path: "docs/soql.md",
        before: "use ats_client::{Client, ClientError};
                 use ats_generated::prelude::*;
                 #[derive(Select)]
                 #[select(Contact)]
                 struct Person { name: Option<String> }
                 #[derive(Select)]
                 #[select(Interview)]
                 struct Talk { name: Option<String> }",
        is_continued: false,
    },
];

/// Blocks that are left out, by a text in them, and why.
const LEFT_OUT: [(&str, &str); 1] = [(
    "Emulator::start",
    "needs ats-emulator, whose SQLite takes long to compile; its own doctests have it",
)];

/// A function that compiles if a sample does.
struct Sample {
    /// The file and line of the sample, as a name.
    name: String,
    code: String,
}

impl Sample {
    fn new(path: &str, line: usize, before: &str, text: &str) -> Self {
        let place: String = path
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
            .collect();
        let mut code = format!(
            "// {path}, line {line}\n\
             pub async fn sample(client: &ats_client::Client) -> Result<(), Box<dyn std::error::Error>> {{\n\
             {before}\n"
        );
        for line in text.lines() {
            // rustdoc hides lines that begin so, and compiles them.
            let line = match line.trim_start() {
                "#" => "",
                hidden => hidden.strip_prefix("# ").unwrap_or(line),
            };
            code.push_str(line);
            code.push('\n');
        }
        // The value of rustdoc's `main`, where a sample states its type of error.
        if code.trim_end().ends_with("(())") {
            code.push(';');
        }
        code.push_str("Ok(())\n}\n");
        Self {
            name: format!("{}_line_{line}", place.to_ascii_lowercase()),
            code,
        }
    }
}

fn is_compiled(block: &Block) -> bool {
    let mut words = block.language.split(',').map(str::trim);
    let is_rust = matches!(words.next(), Some("" | "rust" | "no_run" | "should_panic"));
    let is_left_out = LEFT_OUT.iter().any(|(text, _)| block.text.contains(text));
    is_rust
        && !is_left_out
        && words.all(|it| !it.starts_with("ignore") && !it.starts_with("compile_fail"))
}

fn of_page(page: &Page) -> Vec<Sample> {
    let text = fs::read_to_string(root().join(page.path)).unwrap();
    let found: Vec<Block> = blocks(&text, "").into_iter().filter(is_compiled).collect();
    assert!(!found.is_empty(), "{} has no sample", page.path);
    if page.is_continued {
        let text: String = found.iter().map(|it| it.text.as_str()).collect();
        return vec![Sample::new(page.path, found[0].line, page.before, &text)];
    }
    let samples = found.iter();
    samples
        .map(|it| Sample::new(page.path, it.line, page.before, &it.text))
        .collect()
}

/// The samples of doc comments that use a generated crate.
fn of_doc_comments(dir: &Path, samples: &mut Vec<Sample>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(dir)
        .unwrap()
        .map(|it| it.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            of_doc_comments(&path, samples);
        } else if path.extension().is_some_and(|it| it == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let name = path.strip_prefix(root()).unwrap().display().to_string();
            for block in ["///", "//!"].iter().flat_map(|it| blocks(&text, it)) {
                if is_compiled(&block) && block.text.contains("ats_generated") {
                    samples.push(Sample::new(&name, block.line, "", &block.text));
                }
            }
        }
    }
}

/// Pages with Rust blocks must be in [`PAGES`].
fn pages_with_samples() -> Vec<String> {
    let mut pages = Vec::new();
    let folders = fs::read_dir(root()).unwrap().map(|it| it.unwrap().path());
    for folder in folders.filter(|it| it.is_dir()).chain([root()]) {
        let entries = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
        for path in entries.filter(|it| it.extension().is_some_and(|it| it == "md")) {
            let text = fs::read_to_string(&path).unwrap();
            if blocks(&text, "")
                .iter()
                .any(|it| it.language.starts_with("rust") && is_compiled(it))
            {
                pages.push(path.strip_prefix(root()).unwrap().display().to_string());
            }
        }
    }
    pages.sort();
    pages
}

#[test]
fn every_sample_compiles_with_the_crate_of_an_empty_folder() {
    assert_eq!(pages_with_samples(), PAGES.map(|it| it.path));
    let mut samples: Vec<Sample> = PAGES.iter().flat_map(of_page).collect();
    for sources in ["ats-client/src", "ats-core/src", "ats-derive/src"] {
        of_doc_comments(&root().join(sources), &mut samples);
    }
    let has = |text: &str| samples.iter().any(|it| it.code.contains(text));
    assert!(samples.len() > 20 && has("NewJobBoardApplication::new") && has("client.upload"));

    let org = Org::start();
    let dir = org.folder.path();
    // `--org embedded` is the same org; it takes the feature `embedded`.
    if cfg!(feature = "embedded") {
        let ran = run(&mut common::codegen(dir, &["fetch", "--org", "embedded"]));
        assert_eq!(ran.code, 0, "{}", ran.err);
    } else {
        org.fetch(&[]);
    }
    let (core, client) = (root().join("ats-core"), root().join("ats-client"));
    let core_path = core.to_str().unwrap();
    let ran = run(&mut common::codegen(
        dir,
        &["generate", "--ats-core-path", core_path],
    ));
    assert_eq!(ran.code, 0, "{}", ran.err);

    fs::create_dir(dir.join("src")).unwrap();
    let mut library = String::new();
    for Sample { name, code } in &samples {
        writeln!(library, "pub mod {name};").unwrap();
        fs::write(dir.join(format!("src/{name}.rs")), code).unwrap();
    }
    fs::write(dir.join("src/lib.rs"), library).unwrap();
    let manifest = format!(
        "[package]\nname = \"samples\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\
         [features]\ncontact = []\ninterview = []\n\
         [dependencies]\nats-core = {{ path = {core:?} }}\nats-client = {{ path = {client:?} }}\n\
         ats-generated = {{ path = \"ats-generated\" }}\ntokio = {{ version = \"1\", features = [\"time\"] }}\n"
    );
    fs::write(dir.join("Cargo.toml"), manifest).unwrap();
    let mut cargo = Command::new("cargo");
    cargo.arg("check");
    offline(&mut cargo, dir);
    let ran = run(&mut cargo);
    assert_eq!(ran.code, 0, "{}", ran.err);
}
