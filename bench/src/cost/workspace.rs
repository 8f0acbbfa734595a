//! The crates that are compared, written side by side into one Cargo workspace.

use std::io;
use std::path::{Component, Path, PathBuf};
use std::{fs, iter};

use super::{app, columns};
use crate::model::Model;
use crate::peer::{self, Style};

/// One way to have the models.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variant {
    /// The generated crate as it is.
    Table,
    /// The generated crate with a second set of column constants: what one set costs is the
    /// difference.
    Columns,
    /// The same types under `serde_derive`.
    Serde,
    /// `String`, `f64` and closed enums under `serde_derive`.
    Plain,
}

impl Variant {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Table, Self::Columns, Self::Serde, Self::Plain];

    /// The name, which the crates `…-models` and `…-app` begin with.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Columns => "columns",
            Self::Serde => "serde",
            Self::Plain => "plain",
        }
    }

    /// The variant of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }

    /// Whether this is ours and not `serde_derive`'s.
    #[must_use]
    pub const fn is_ours(self) -> bool {
        matches!(self, Self::Table | Self::Columns)
    }
}

/// The workspace on disk.
pub struct Workspace {
    /// Its root.
    pub root: PathBuf,
    /// Where Cargo builds it.
    pub target: PathBuf,
}

impl Workspace {
    /// Writes all crates under `root`, whatever was there before.
    ///
    /// `repository` is the folder that holds `ats-core` and `bench`.
    ///
    /// # Errors
    ///
    /// If a file cannot be written, or the sources hold something the contract does not.
    pub fn write(root: &Path, repository: &Path, sources: &Path) -> io::Result<Self> {
        let model = Model::read(sources)?;
        let crates = root.join("crates");
        if crates.exists() {
            fs::remove_dir_all(&crates)?;
        }
        fs::create_dir_all(&crates)?;
        let dependencies = Dependencies::of(repository);
        for variant in Variant::ALL {
            let name = variant.name();
            let folder = crates.join(format!("{name}-models"));
            let needs = dependencies.of_models(variant);
            manifest(
                &folder,
                &format!("{name}-models"),
                &model.features(),
                &needs,
            )?;
            models(&folder.join("src"), variant, &model, sources)?;

            let folder = crates.join(format!("{name}-app"));
            let own = format!("{name}-models = {{ path = \"../{name}-models\" }}");
            let needs = [own, dependencies.of_app(variant)].join("\n");
            manifest(&folder, &format!("{name}-app"), &[], &needs)?;
            write(&folder.join("src/main.rs"), &app::main(&model, variant))?;
        }
        for variant in [Variant::Table, Variant::Serde] {
            let name = format!("{}-deps", variant.name());
            let needs = [
                dependencies.of_models(variant),
                dependencies.of_app(variant),
            ];
            let mut needs: Vec<&str> = needs.iter().flat_map(|it| it.lines()).collect();
            needs.sort_unstable();
            needs.dedup();
            manifest(&crates.join(&name), &name, &[], &needs.join("\n"))?;
            write(&crates.join(&name).join("src/lib.rs"), "")?;
        }
        let members = "[workspace]\nresolver = \"3\"\nmembers = [\"crates/*\"]\n";
        write(&root.join("Cargo.toml"), members)?;
        // The versions that the repository builds with.
        let lock = repository.join("Cargo.lock");
        if lock.exists() && !root.join("Cargo.lock").exists() {
            fs::copy(lock, root.join("Cargo.lock"))?;
        }
        Ok(Self {
            root: root.to_owned(),
            target: root.join("target"),
        })
    }
}

/// Where the crates find what they stand on.
struct Dependencies {
    core: String,
    values: String,
}

impl Dependencies {
    fn of(repository: &Path) -> Self {
        let path = |name: &str| {
            let path = lexical(&repository.join(name));
            toml_string(&path.to_string_lossy())
        };
        Self {
            core: path("ats-core"),
            values: path("bench/peer-values"),
        }
    }

    fn of_models(&self, variant: Variant) -> String {
        let Self { core, values } = self;
        if variant.is_ours() {
            format!("ats-core = {{ path = {core} }}")
        } else {
            format!(
                "peer-values = {{ path = {values} }}\n\
                 serde = {{ version = \"1.0.220\", features = [\"derive\"] }}"
            )
        }
    }

    fn of_app(&self, variant: Variant) -> String {
        let json = "serde_json = \"1.0.140\"";
        let Self { core, values } = self;
        if variant.is_ours() {
            format!("ats-core = {{ path = {core} }}\n{json}")
        } else {
            format!("peer-values = {{ path = {values} }}\n{json}")
        }
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

fn manifest(folder: &Path, name: &str, features: &[String], needs: &str) -> io::Result<()> {
    let mut text = format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n"
    );
    if !features.is_empty() {
        let quoted: Vec<String> = features.iter().map(|it| toml_string(it)).collect();
        text.push_str(&format!(
            "\n[features]\ndefault = [{}]\n",
            quoted.join(", ")
        ));
        text.extend(
            features
                .iter()
                .map(|it| format!("{} = []\n", toml_string(it))),
        );
    }
    text.push_str(&format!("\n[dependencies]\n{needs}\n"));
    write(&folder.join("Cargo.toml"), &text)
}

fn models(folder: &Path, variant: Variant, model: &Model, sources: &Path) -> io::Result<()> {
    let files: Vec<(String, String)> = match variant {
        Variant::Table | Variant::Columns => {
            let files = model.files.iter().map(|file| {
                let mut text = fs::read_to_string(sources.join(&file.name))?;
                if variant == Variant::Columns {
                    text.push_str(&columns::again(&file.syntax));
                }
                Ok((file.name.clone(), text))
            });
            files.collect::<io::Result<_>>()?
        }
        Variant::Serde => peer::files(model, Style::Same).map_err(io::Error::other)?,
        Variant::Plain => peer::files(model, Style::Plain).map_err(io::Error::other)?,
    };
    for (name, text) in files {
        write(&folder.join(name), &text)?;
    }
    Ok(())
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    iter::once(path.parent())
        .flatten()
        .try_for_each(fs::create_dir_all)?;
    fs::write(path, text)
}
