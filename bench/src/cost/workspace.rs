//! The crates that are compared, written side by side.

use std::fmt::Write as _;
use std::path::{Component, Path, PathBuf};
use std::{fs, io};

use super::app;
use clap::ValueEnum;

use crate::model::Model;
use crate::peer::{self, Style};

/// One way to have the models.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Variant {
    /// The generated crate as it is.
    Table,
    /// The same types under `serde_derive`.
    Serde,
    /// `String`, `f64` and closed enums under `serde_derive`.
    Plain,
}

impl Variant {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Table, Self::Serde, Self::Plain];

    /// The name, which the crates `…-models` and `…-app` begin with.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Serde => "serde",
            Self::Plain => "plain",
        }
    }

    /// Whether this is ours and not `serde_derive`'s.
    #[must_use]
    pub const fn is_ours(self) -> bool {
        matches!(self, Self::Table)
    }
}

/// The variants on disk: each a Cargo workspace, so that two copies of a crate never meet in one
/// lock file. They share a target folder, and so what they have in common.
pub struct Workspaces {
    /// The folder that holds them all.
    pub root: PathBuf,
    /// Where Cargo builds.
    pub target: PathBuf,
}

impl Workspaces {
    /// Writes the variants under `root`, whatever was there before.
    ///
    /// `repository` is the folder that holds `ats-core` and `bench`; `sources` are those of the
    /// generated crate.
    ///
    /// # Errors
    ///
    /// If a file cannot be written, or the sources hold something the contract does not.
    pub fn write(
        root: &Path,
        repository: &Path,
        sources: &Path,
        variants: &[Variant],
    ) -> io::Result<Self> {
        let model = Model::read(sources)?;
        let workspaces = Self {
            root: root.to_owned(),
            target: root.join("target"),
        };
        for variant in variants {
            let folder = workspaces.folder(*variant);
            if folder.exists() {
                fs::remove_dir_all(&folder)?;
            }
            write_variant(&folder, *variant, &model, repository, sources)?;
        }
        Ok(workspaces)
    }

    /// The workspace of a variant.
    #[must_use]
    pub fn folder(&self, variant: Variant) -> PathBuf {
        self.root.join(variant.name())
    }
}

fn write_variant(
    folder: &Path,
    variant: Variant,
    model: &Model,
    repository: &Path,
    sources: &Path,
) -> io::Result<()> {
    let name = variant.name();
    let root = "[workspace]\nresolver = \"3\"\nmembers = [\"models\", \"app\", \"deps\"]\n";
    write(&folder.join("Cargo.toml"), root)?;
    // The versions that the repository builds with.
    let lock = repository.join("Cargo.lock");
    if lock.exists() {
        fs::copy(lock, folder.join("Cargo.lock"))?;
    }

    let needs = Needs::of(variant, repository);
    let models = format!("{name}-models");
    let own = format!("{models} = {{ path = \"../models\" }}\n");
    package(
        &folder.join("models"),
        &models,
        &model.features(),
        &needs.models,
    )?;
    package(
        &folder.join("app"),
        &format!("{name}-app"),
        &[],
        &(own + &needs.app),
    )?;
    package(
        &folder.join("deps"),
        &format!("{name}-deps"),
        &[],
        &needs.all(),
    )?;

    for (file, text) in texts(variant, model, sources)? {
        write(&folder.join("models/src").join(file), &text)?;
    }
    write(&folder.join("app/src/main.rs"), &app::main(model, variant))?;
    write(&folder.join("deps/src/lib.rs"), "")
}

/// The models' files.
fn texts(variant: Variant, model: &Model, sources: &Path) -> io::Result<Vec<(String, String)>> {
    match variant {
        Variant::Table => (model.files.iter())
            .map(|file| {
                let text = fs::read_to_string(sources.join(&file.name))?;
                Ok((file.name.clone(), text))
            })
            .collect(),
        Variant::Serde => peer::files(model, Style::Same).map_err(io::Error::other),
        Variant::Plain => peer::files(model, Style::Plain).map_err(io::Error::other),
    }
}

/// What a variant's crates depend on, as lines of a manifest.
struct Needs {
    models: String,
    app: String,
}

impl Needs {
    fn of(variant: Variant, crates: &Path) -> Self {
        let path = |name: &str| {
            let path = lexical(&crates.join(name));
            toml_string(&path.to_string_lossy())
        };
        let own = if variant.is_ours() {
            format!("ats-core = {{ path = {} }}\n", path("ats-core"))
        } else {
            format!("peer-values = {{ path = {} }}\n", path("bench/peer-values"))
        };
        let derive = "serde = { version = \"1.0.220\", features = [\"derive\"] }\n";
        Self {
            models: format!("{own}{}", if variant.is_ours() { "" } else { derive }),
            app: format!("{own}serde_json = \"1.0.140\"\n"),
        }
    }

    /// What both together depend on.
    fn all(&self) -> String {
        let mut lines: Vec<&str> = self.models.lines().chain(self.app.lines()).collect();
        lines.sort_unstable();
        lines.dedup();
        lines.join("\n") + "\n"
    }
}

/// The path without `..`; symbolic links stay, since Cargo looks for a workspace along them.
fn lexical(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for component in path.components() {
        match component {
            Component::ParentDir => drop(out.pop()),
            Component::CurDir => {}
            other => out.push(other),
        }
    }
    out
}

/// TOML's basic strings escape as JSON's do.
fn toml_string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn package(folder: &Path, name: &str, features: &[String], needs: &str) -> io::Result<()> {
    let mut text = format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n"
    );
    if !features.is_empty() {
        let quoted: Vec<String> = features.iter().map(|it| toml_string(it)).collect();
        let _ = writeln!(text, "\n[features]\ndefault = [{}]", quoted.join(", "));
        for feature in quoted {
            let _ = writeln!(text, "{feature} = []");
        }
    }
    let _ = write!(text, "\n[dependencies]\n{needs}");
    write(&folder.join("Cargo.toml"), &text)
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text)
}
