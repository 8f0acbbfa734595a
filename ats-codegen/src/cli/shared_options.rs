//! Options that several commands share.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::shell_command::Command;
use crate::conventions::{DEFAULT_CRATE, DEFAULT_SCHEMAS};
use crate::generator::Generator;
use crate::recorded_options::RecordedOptions;

/// The options of `generate`, which `check` has, too.
#[derive(Clone, Debug, Args)]
pub(super) struct GenerationArgs {
    /// Folder of describe JSON files [default: schemas].
    #[arg(long, value_name = "DIR")]
    schemas: Option<PathBuf>,
    /// Folder of the crate. Options that are not given are those by which the crate was generated.
    #[arg(long, value_name = "DIR", default_value = DEFAULT_CRATE)]
    out: PathBuf,
    /// Configuration [default: ats-codegen.toml, if it exists].
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Generate these objects by API name, instead of all.
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    objects: Vec<String>,
    /// Also generate objects whose API name matches this regular expression.
    #[arg(long = "match", value_name = "REGEX")]
    pattern: Option<String>,
    /// Name of the crate [default: the name of its folder].
    #[arg(long, value_name = "NAME")]
    crate_name: Option<String>,
    /// Generate only what this permission set allows.
    #[arg(long, value_name = "FILE")]
    permission_set: Option<PathBuf>,
    /// Folder of `ats-core` [default: beside this tool's sources, else the released one].
    #[arg(long, value_name = "DIR")]
    ats_core_path: Option<PathBuf>,
    /// Ignore the options by which the crate was generated.
    #[arg(long)]
    forget_options: bool,
}

impl GenerationArgs {
    /// Adds the options that the crate records, where none are given.
    pub(super) fn resolve(&self) -> Generation {
        let recorded = RecordedOptions::read(&self.out).filter(|_| !self.forget_options);
        let recorded = recorded.unwrap_or_default();
        let mut reused = Vec::new();
        let mut reuse = |name: &str, value: String| reused.push(format!("{name} {value}"));
        let mut path = |name: &str, given: &Option<PathBuf>, recorded: Option<PathBuf>| {
            if given.is_none()
                && let Some(recorded) = &recorded
            {
                reuse(name, recorded.display().to_string());
            }
            given.clone().or(recorded)
        };
        let is_default = |it: &PathBuf| it.as_path() == Path::new(DEFAULT_SCHEMAS);
        let schemas = recorded.schemas.filter(|it| !is_default(it));
        let schemas = path("--schemas", &self.schemas, schemas);
        let config = path("--config", &self.config, recorded.config);
        let permission_set = path(
            "--permission-set",
            &self.permission_set,
            recorded.permission_set,
        );
        let ats_core_path = path(
            "--ats-core-path",
            &self.ats_core_path,
            recorded.ats_core_path,
        );
        // Both say which objects, so that one of them replaces both.
        let (objects, pattern) = match (&self.objects[..], &self.pattern) {
            ([], None) => {
                if !recorded.objects.is_empty() {
                    reuse("--objects", recorded.objects.join(","));
                }
                if let Some(pattern) = &recorded.pattern {
                    reuse("--match", pattern.clone());
                }
                (recorded.objects, recorded.pattern)
            }
            (objects, pattern) => (objects.to_vec(), pattern.clone()),
        };
        if let (None, Some(name)) = (&self.crate_name, &recorded.crate_name) {
            reuse("--crate-name", name.clone());
        }
        Generation {
            schemas: schemas.unwrap_or_else(|| DEFAULT_SCHEMAS.into()),
            out: self.out.clone(),
            config,
            objects,
            pattern,
            crate_name: self.crate_name.clone().or(recorded.crate_name),
            permission_set,
            ats_core_path,
            reused,
        }
    }
}

/// The input and output of `generate`.
#[derive(Clone, Debug)]
pub(super) struct Generation {
    pub(super) schemas: PathBuf,
    pub(super) out: PathBuf,
    pub(super) config: Option<PathBuf>,
    objects: Vec<String>,
    pattern: Option<String>,
    crate_name: Option<String>,
    pub(super) permission_set: Option<PathBuf>,
    ats_core_path: Option<PathBuf>,
    /// The options that the crate records and nobody gave, as they would be typed.
    pub(super) reused: Vec<String>,
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
        command.path_unless("--schemas", &self.schemas, DEFAULT_SCHEMAS);
        command.path_unless("--out", &self.out, DEFAULT_CRATE);
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
