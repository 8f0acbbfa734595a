//! The run, from options to files.

mod run_input;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use self::run_input::{Named, RunInput};
use crate::conventions::{CONFIG_FILE, DEFAULT_CRATE, DEFAULT_SCHEMAS};
use crate::describe_files;
use crate::emit::{self, GeneratedFile};
use crate::error::{Error, Warning};
use crate::fixups;
use crate::folder_replacement::FolderLock;
use crate::model::{self, Model};
use crate::names::lock_file::{self, LockFile};
use crate::package;
use crate::recorded_options::RecordedOptions;
use crate::report::{NamesReport, ObjectLine, Report};
use crate::write::{self, FileChange, Lock};

/// A run of the generator: what to read, what to write, and the options of
/// `ats-codegen generate`.
///
/// ```no_run
/// let report = ats_codegen::Generator::new()
///     .schemas("schemas")
///     .objects(["Contact", "bpats__Job__c"])
///     .out_dir("my-org")
///     .generate()?;
/// println!("{} files written", report.written);
/// # Ok::<(), ats_codegen::Error>(())
/// ```
///
/// From a `build.rs`, into one file that the crate includes:
///
/// ```no_run
/// // build.rs
/// let out = std::path::Path::new(&std::env::var_os("OUT_DIR").unwrap()).join("ats.rs");
/// ats_codegen::Generator::new()
///     .schemas("schemas")
///     .out_file(out)
///     .generate()?;
/// # Ok::<(), ats_codegen::Error>(())
/// ```
///
/// ```ignore
/// // src/lib.rs, which depends on ats-core
/// pub mod ats {
///     include!(concat!(env!("OUT_DIR"), "/ats.rs"));
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Generator {
    schemas: PathBuf,
    config: Option<PathBuf>,
    objects: Vec<String>,
    pattern: Option<String>,
    permission_set: Option<PathBuf>,
    crate_name: Option<String>,
    core_path: Option<PathBuf>,
    output: Output,
    locked: bool,
    reassign_names: bool,
    dry_run: bool,
}

#[derive(Clone, Debug)]
enum Output {
    Crate(PathBuf),
    File(PathBuf),
}

impl Default for Generator {
    fn default() -> Self {
        Self {
            schemas: DEFAULT_SCHEMAS.into(),
            config: None,
            objects: Vec::new(),
            pattern: None,
            permission_set: None,
            crate_name: None,
            core_path: None,
            output: Output::Crate(DEFAULT_CRATE.into()),
            locked: false,
            reassign_names: false,
            dry_run: false,
        }
    }
}

impl Generator {
    /// A run with the defaults of the command line: from `schemas` to `ats-generated`.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The folder of describes.
    #[must_use]
    pub fn schemas(mut self, dir: impl Into<PathBuf>) -> Self {
        self.schemas = dir.into();
        self
    }

    /// The configuration; by default `ats-codegen.toml`, where there is one.
    #[must_use]
    pub fn config(mut self, file: impl Into<PathBuf>) -> Self {
        self.config = Some(file.into());
        self
    }

    /// API names of the objects to generate, instead of those the configuration names.
    #[must_use]
    pub fn objects<T: Into<String>>(mut self, names: impl IntoIterator<Item = T>) -> Self {
        self.objects.extend(names.into_iter().map(Into::into));
        self
    }

    /// A regular expression: objects whose API name it finds are generated, too.
    #[must_use]
    pub fn matching(mut self, pattern: impl Into<String>) -> Self {
        self.pattern = Some(pattern.into());
        self
    }

    /// A permission set: only what it allows is generated.
    #[must_use]
    pub fn permission_set(mut self, file: impl Into<PathBuf>) -> Self {
        self.permission_set = Some(file.into());
        self
    }

    /// The name of the crate; by default the configuration's or the output folder's.
    #[must_use]
    pub fn crate_name(mut self, name: impl Into<String>) -> Self {
        self.crate_name = Some(name.into());
        self
    }

    /// Where `ats-core` is, instead of what the configuration says.
    #[must_use]
    pub fn ats_core_path(mut self, dir: impl Into<PathBuf>) -> Self {
        self.core_path = Some(dir.into());
        self
    }

    /// Writes a crate into a folder.
    #[must_use]
    pub fn out_dir(mut self, dir: impl Into<PathBuf>) -> Self {
        self.output = Output::Crate(dir.into());
        self
    }

    /// Writes one file for `include!`, with a module for each object and no features, and
    /// tells Cargo what it depends on. It never writes `names.lock`, which `ats-codegen generate` and
    /// `ats-codegen fetch` extend.
    #[must_use]
    pub fn out_file(mut self, file: impl Into<PathBuf>) -> Self {
        self.output = Output::File(file.into());
        self
    }

    /// Only reads `names.lock`: a name that it lacks is [`Error::Names`], as it always is for
    /// [`out_file`](Self::out_file).
    #[must_use]
    pub fn locked(mut self, yes: bool) -> Self {
        self.locked = yes;
        self
    }

    /// Ignores `names.lock` and assigns all names again: a change of names that breaks
    /// programs. The report lists what was renamed.
    #[must_use]
    pub fn reassign_names(mut self, yes: bool) -> Self {
        self.reassign_names = yes;
        self
    }

    /// Whether to do everything but write.
    #[must_use]
    pub fn dry_run(mut self, yes: bool) -> Self {
        self.dry_run = yes;
        self
    }

    /// Runs.
    ///
    /// # Errors
    ///
    /// [`Error`]; then nothing was written, or what was there before is still whole.
    pub fn generate(&self) -> Result<Report, Error> {
        let start = Instant::now();
        let mut report = match &self.output {
            Output::Crate(dir) => self.generate_crate(dir)?,
            Output::File(file) => self.generate_file(file)?,
        };
        report.seconds = start.elapsed().as_secs_f64();
        report.dry_run = self.dry_run;
        Ok(report)
    }

    /// Adds to `names.lock` the names that it lacks, and generates nothing.
    ///
    /// # Errors
    ///
    /// [`Error`]; then `names.lock` is as it was.
    pub fn record_names(&self) -> Result<NamesReport, Error> {
        let input = RunInput::read(self)?;
        let files = describe_files::parse(&input.folder)?;
        let (described, _) = fixups::mend(files, &input.provenance);
        let named = input.assign_names(&described, self.reassign_names)?;
        input.names_lock.write(&lock_file::text(&named.names))?;
        Ok(named.report())
    }

    /// The model of what would be generated, for the tests of this crate.
    ///
    /// # Errors
    ///
    /// [`Error`].
    #[doc(hidden)]
    pub fn model(&self) -> Result<(Model, Vec<Warning>), Error> {
        self.run_pipeline(
            &RunInput::read(self)?,
            |_| (),
            |(), generated| Ok((generated.model, generated.warnings)),
        )
    }

    /// Returns what generating would change, with the texts before and after, without touching
    /// the crate. The output must be a folder.
    pub(crate) fn pending(&self) -> Result<Pending, Error> {
        let dir = match &self.output {
            Output::Crate(dir) => dir,
            Output::File(file) => {
                return Err(Error::File {
                    path: file.clone(),
                    message: "only a crate can be checked".to_owned(),
                });
            }
        };
        let unchanged = |report| Pending {
            files: Vec::new(),
            report,
        };
        self.crate_pipeline(dir, unchanged, |files, _, report, _| {
            Ok(Pending {
                files: write::pending(dir, files)?,
                report,
            })
        })
    }

    /// The pipeline: describe → fixups → names → model → emit → write. Each stage takes the output of
    /// the one before.
    fn run_pipeline<Text, Written>(
        &self,
        input: &RunInput,
        emit: impl FnOnce(&Model) -> Text,
        write: impl FnOnce(Text, Generated) -> Result<Written, Error>,
    ) -> Result<Written, Error> {
        let files = describe_files::parse(&input.folder)?;
        let hashes = (files.iter())
            .map(|it| (it.file.clone(), it.hash.clone()))
            .collect();
        let (described, mut warnings) = fixups::mend(files, &input.provenance);
        let named = input.assign_names(&described, self.reassign_names)?;
        let (describes, hidden, more) = fixups::apply(described, &input.choices(self))?;
        warnings.extend(more);
        let known = describes.iter().flat_map(|it| it.known.clone()).collect();
        let (model, more) = model::build(&describes, &named.names, hidden);
        warnings.extend(more);
        let text = emit(&model);
        let generated = Generated {
            model,
            warnings,
            hashes,
            known,
            named,
        };
        write(text, generated)
    }

    fn generate_crate(&self, dir: &Path) -> Result<Report, Error> {
        let _lock = (!self.dry_run)
            .then(|| FolderLock::wait(dir).map_err(write::failed))
            .transpose()?;
        if !self.dry_run {
            write::recover_crate(dir)?;
        }
        let unchanged = |report| report;
        self.crate_pipeline(dir, unchanged, |files, lock, mut report, names| {
            write::write_crate(dir, files, lock, &mut report, self.dry_run)?;
            if !self.dry_run && !self.locked {
                names.lock.write(names.text)?;
            }
            Ok(report)
        })
    }

    /// Runs the pipeline for a crate, unless the last run read and wrote the same.
    fn crate_pipeline<Written>(
        &self,
        dir: &Path,
        unchanged: impl FnOnce(Report) -> Written,
        write: impl FnOnce(Vec<GeneratedFile>, Lock, Report, NamesText<'_>) -> Result<Written, Error>,
    ) -> Result<Written, Error> {
        let input = RunInput::read(self)?;
        let package = package::resolve(
            dir,
            &input.config,
            self.recorded_options(),
            self.core_path.as_deref(),
        )?;
        let package_text = format!("{package:?}");
        if let (Some(lock), Some(names), false) = (
            Lock::read(dir)?,
            &input.names_lock.text,
            self.reassign_names,
        ) {
            let options = input.options(self, &package_text, names);
            let now = Lock::expected(options, describe_files::hashes(&input.folder)?);
            if let Some(report) = write::unchanged(dir, lock, &now)? {
                return Ok(unchanged(report));
            }
        }
        let emit = |model: &Model| emit::crate_files(model, &package, &self.command());
        self.run_pipeline(&input, emit, |files, generated| {
            if self.locked {
                input.check_locked(&generated.named)?;
            }
            let mut report = generated.report(dir);
            report.own_workspace = package.own_workspace;
            let text = input
                .names_lock
                .text_of(&generated.named.names, generated.named.is_locked());
            let options = input.options(self, &package_text, &text);
            let names = NamesText {
                lock: &input.names_lock,
                text: &text,
            };
            write(
                files,
                Lock::expected(options, generated.hashes),
                report,
                names,
            )
        })
    }

    fn generate_file(&self, file: &Path) -> Result<Report, Error> {
        let input = RunInput::read(self)?;
        self.run_pipeline(&input, emit::single_file, |text, generated| {
            input.check_locked(&generated.named)?;
            let mut report = generated.report(file);
            write::write_file(file, &text, &mut report, self.dry_run)?;
            self.tell_cargo();
            Ok(report)
        })
    }

    /// What Cargo has to watch, when it is a build script that runs this.
    fn tell_cargo(&self) {
        // The names in it are in the same folder, so that a change of names.lock is one of it, too.
        println!("cargo:rerun-if-changed={}", self.schemas.display());
        let config = self.config.clone().unwrap_or_else(|| CONFIG_FILE.into());
        // Cargo takes a file that is not there for one that always changes.
        if config.exists() {
            println!("cargo:rerun-if-changed={}", config.display());
        }
        if let Some(file) = &self.permission_set {
            println!("cargo:rerun-if-changed={}", file.display());
        }
    }

    fn recorded_options(&self) -> RecordedOptions {
        RecordedOptions {
            schemas: Some(self.schemas.clone()),
            config: self.config.clone(),
            objects: self.objects.clone(),
            pattern: self.pattern.clone(),
            permission_set: self.permission_set.clone(),
            crate_name: self.crate_name.clone(),
            ats_core_path: self.core_path.clone(),
        }
    }

    /// The command that generates this again, without paths of one machine.
    fn command(&self) -> String {
        let shown = |path: &Path| {
            if path.is_relative() {
                path.display().to_string()
            } else {
                "…".to_owned()
            }
        };
        let mut command = "ats-codegen generate".to_owned();
        let defaults = Self::default();
        if self.schemas != defaults.schemas {
            command = format!("{command} --schemas {}", shown(&self.schemas));
        }
        if let (Output::Crate(dir), Output::Crate(default)) = (&self.output, &defaults.output)
            && dir != default
        {
            command = format!("{command} --out {}", shown(dir));
        }
        if let Some(file) = &self.permission_set {
            command = format!("{command} --permission-set {}", shown(file));
        }
        command.replace(|ch: char| ch.is_control() || ch == '`', "_")
    }
}

/// What generating would change.
pub(crate) struct Pending {
    /// The files that differ, the modules first.
    pub(crate) files: Vec<FileChange>,
    /// What was generated.
    pub(crate) report: Report,
}

/// `names.lock`, and its text once every name is in it.
struct NamesText<'a> {
    lock: &'a LockFile,
    text: &'a str,
}

/// The model of a crate or file, before it is printed.
struct Generated {
    model: Model,
    warnings: Vec<Warning>,
    /// Hashes of the describes, by file.
    hashes: BTreeMap<String, String>,
    /// The built-in rules that were applied, in words.
    known: Vec<String>,
    named: Named,
}

impl Generated {
    fn report(&self, output: &Path) -> Report {
        Report {
            objects: self.model.objects.iter().map(ObjectLine::new).collect(),
            warnings: self.warnings.clone(),
            known: self.known.clone(),
            names: self.named.report(),
            output: output.to_owned(),
            ..Report::default()
        }
    }
}
