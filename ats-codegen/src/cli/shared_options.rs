//! Options that several commands share.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::shell_command::Command;
use crate::generator::Generator;

/// What `generate` reads and writes; `check` takes the same.
#[derive(Clone, Debug, Args)]
pub(super) struct Generation {
    /// Folder of describe JSON files.
    #[arg(long, value_name = "DIR", default_value = "schemas")]
    pub(super) schemas: PathBuf,
    /// Folder of the crate.
    #[arg(long, value_name = "DIR", default_value = "ats-generated")]
    pub(super) out: PathBuf,
    /// Configuration [default: ats-codegen.toml, where there is one].
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// API names of the objects, instead of all.
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    pub(super) objects: Vec<String>,
    /// Objects whose API name this regular expression finds, too.
    #[arg(long = "match", value_name = "REGEX")]
    pub(super) pattern: Option<String>,
    /// Name of the crate [default: the name of its folder].
    #[arg(long, value_name = "NAME")]
    pub(super) crate_name: Option<String>,
    /// Only what this permission set allows.
    #[arg(long, value_name = "FILE")]
    pub(super) permission_set: Option<PathBuf>,
    /// Folder of `ats-core` [default: beside this tool's sources, else the released one].
    #[arg(long, value_name = "DIR")]
    pub(super) ats_core_path: Option<PathBuf>,
}

impl Generation {
    pub(super) fn generator(&self) -> Generator {
        let mut generator = Generator::new()
            .schemas(&self.schemas)
            .out_dir(&self.out)
            .objects(self.objects.iter().map(|it| it.trim()));
        if let Some(file) = &self.config {
            generator = generator.config(file);
        }
        if let Some(pattern) = &self.pattern {
            generator = generator.matching(pattern);
        }
        if let Some(name) = &self.crate_name {
            generator = generator.crate_name(name);
        }
        if let Some(file) = &self.permission_set {
            generator = generator.permission_set(file);
        }
        if let Some(dir) = &self.ats_core_path {
            generator = generator.ats_core_path(dir);
        }
        generator
    }

    /// The command that generates with these options.
    pub(super) fn command(&self) -> String {
        let mut command = Command::new("generate");
        command.path_unless("--schemas", &self.schemas, "schemas");
        command.path_unless("--out", &self.out, "ats-generated");
        command.path("--config", self.config.as_deref());
        command.list("--objects", &self.objects);
        command.option("--match", self.pattern.as_deref());
        command.option("--crate-name", self.crate_name.as_deref());
        command.path("--permission-set", self.permission_set.as_deref());
        command.path("--ats-core-path", self.ats_core_path.as_deref());
        command.text()
    }
}

/// How to report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people.
    Human,
    /// For programs: one JSON object on standard output.
    Json,
}

/// How to report what changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum DriftFormat {
    /// For people.
    Human,
    /// For programs: one JSON object on standard output.
    Json,
    /// For GitHub Actions: annotations.
    Github,
}
