//! Running Cargo with a clock.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;
use std::{fs, io};

use object::{Object as _, ObjectSection as _, SectionKind};

use super::{Variant, Workspaces, instructions};

/// What is timed; the dependencies are built already, but for the last two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// `cargo check` of the models alone.
    CheckModels,
    /// `cargo check` of the models and the program.
    CheckApp,
    /// `cargo build` of both.
    BuildApp,
    /// `cargo build --release` of both.
    ReleaseApp,
    /// `cargo check` of the dependencies, once.
    ColdCheck,
    /// `cargo build --release` of the dependencies, once.
    ColdRelease,
}

impl Step {
    /// The steps of every run.
    pub const EVERY_RUN: [Self; 4] = [
        Self::CheckModels,
        Self::CheckApp,
        Self::BuildApp,
        Self::ReleaseApp,
    ];

    /// The dependencies' own steps.
    pub const COLD: [Self; 2] = [Self::ColdCheck, Self::ColdRelease];

    /// What it is called in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::CheckModels => "check, models",
            Self::CheckApp => "check, models + program",
            Self::BuildApp => "dev build, models + program",
            Self::ReleaseApp => "release build, models + program",
            Self::ColdCheck => "check, dependencies from nothing",
            Self::ColdRelease => "release build, dependencies from nothing",
        }
    }

    const fn is_release(self) -> bool {
        matches!(self, Self::ReleaseApp | Self::ColdRelease)
    }

    const fn command(self) -> &'static str {
        match self {
            Self::CheckModels | Self::CheckApp | Self::ColdCheck => "check",
            Self::BuildApp | Self::ReleaseApp | Self::ColdRelease => "build",
        }
    }

    pub(super) fn package(self, variant: Variant) -> String {
        let name = variant.name();
        match self {
            Self::CheckModels => format!("{name}-models"),
            Self::CheckApp | Self::BuildApp | Self::ReleaseApp => format!("{name}-app"),
            Self::ColdCheck | Self::ColdRelease => format!("{name}-deps"),
        }
    }
}

/// Seconds, by variant and step, in the order of the runs.
#[derive(Default)]
pub struct Measured {
    /// Wall time.
    pub wall: BTreeMap<(&'static str, Step), Vec<f64>>,
    /// Time of all processors together, where the system tells.
    pub cpu: BTreeMap<(&'static str, Step), Vec<f64>>,
    /// The compiler's instructions, if they were counted.
    pub instructions: BTreeMap<(&'static str, Step), u64>,
    /// Bytes of code in the release binary.
    pub text: BTreeMap<&'static str, u64>,
}

/// Builds everything once, counts the instructions of some steps, then takes times: first of the first
/// step of each variant, then of the second step of each, and so on, `runs` times over.
///
/// # Errors
///
/// If Cargo fails; its own words have then been printed. If instructions are to be counted and
/// valgrind is not there.
pub fn measure(
    workspaces: &Workspaces,
    variants: &[Variant],
    runs: usize,
    cold: bool,
    counted: &[Step],
) -> io::Result<Measured> {
    let mut measured = Measured::default();
    for variant in variants {
        eprintln!("building {} and what it stands on", variant.name());
        for step in Step::EVERY_RUN {
            workspaces.run(*variant, step, &workspaces.target)?;
        }
        let text = text_size(&workspaces.binary(*variant))?;
        measured.text.insert(variant.name(), text);
    }
    for step in counted {
        measured.count(workspaces, variants, *step)?;
    }
    for run in 1..=runs {
        for step in Step::EVERY_RUN {
            for variant in variants {
                workspaces.clean(*variant, step)?;
                let (wall, cpu) = workspaces.run(*variant, step, &workspaces.target)?;
                measured.add(*variant, step, wall, cpu);
                let (name, what) = (variant.name(), step.name());
                eprintln!("run {run} of {runs}: {name}: {what}: {wall:.2} s");
            }
        }
    }
    if cold {
        for step in Step::COLD {
            for variant in variants {
                let target = workspaces.root.join("target-cold");
                if target.exists() {
                    fs::remove_dir_all(&target)?;
                }
                let (wall, cpu) = workspaces.run(*variant, step, &target)?;
                measured.add(*variant, step, wall, cpu);
                eprintln!("{}: {}: {wall:.2} s", variant.name(), step.name());
                fs::remove_dir_all(&target)?;
            }
        }
    }
    Ok(measured)
}

impl Measured {
    /// Counts the compiler's instructions, which no other process disturbs.
    fn count(
        &mut self,
        workspaces: &Workspaces,
        variants: &[Variant],
        step: Step,
    ) -> io::Result<()> {
        for variant in variants {
            let [models, program] = instructions::count(workspaces, *variant, step)?;
            let (name, what) = (variant.name(), step.name());
            let millions = (models + program) / 1_000_000;
            eprintln!("{name}: {what}: {millions} million instructions");
            self.instructions.insert((name, step), models + program);
            if step == Step::CheckApp {
                self.instructions.insert((name, Step::CheckModels), models);
            }
        }
        Ok(())
    }

    fn add(&mut self, variant: Variant, step: Step, wall: f64, cpu: Option<f64>) {
        let key = (variant.name(), step);
        self.wall.entry(key).or_default().push(wall);
        if let Some(cpu) = cpu {
            self.cpu.entry(key).or_default().push(cpu);
        }
    }
}

impl Workspaces {
    /// Runs Cargo; gives wall and processor seconds.
    fn run(&self, variant: Variant, step: Step, target: &Path) -> io::Result<(f64, Option<f64>)> {
        let mut cargo = self.command(variant, step, target);
        let (started, before) = (Instant::now(), children_seconds());
        succeed(&mut cargo)?;
        let wall = started.elapsed().as_secs_f64();
        let cpu = children_seconds().zip(before);
        Ok((wall, cpu.map(|(after, before)| after - before)))
    }

    /// The call of Cargo that a step is.
    pub(super) fn command(&self, variant: Variant, step: Step, target: &Path) -> Command {
        let mut cargo = self.cargo(variant, step.command(), step.is_release(), target);
        cargo.args(["--package", &step.package(variant)]);
        cargo
    }

    /// Forgets what was built of the compared crates, and of nothing else.
    pub(super) fn clean(&self, variant: Variant, step: Step) -> io::Result<()> {
        let mut cargo = self.cargo(variant, "clean", step.is_release(), &self.target);
        for part in ["models", "app"] {
            cargo.args(["--package", &format!("{}-{part}", variant.name())]);
        }
        succeed(&mut cargo)
    }

    fn cargo(&self, variant: Variant, command: &str, release: bool, target: &Path) -> Command {
        let mut cargo = Command::new(env!("CARGO"));
        cargo
            .current_dir(self.folder(variant))
            .args([command, "--quiet", "--target-dir"])
            .arg(target)
            .args(release.then_some("--release"))
            // A cache of compilations would be measured in place of the compiler.
            .env("RUSTC_WRAPPER", "")
            .stdin(Stdio::null());
        cargo
    }

    /// The release binary of a variant's program.
    #[must_use]
    pub fn binary(&self, variant: Variant) -> std::path::PathBuf {
        let name = format!("{}-app{}", variant.name(), std::env::consts::EXE_SUFFIX);
        self.target.join("release").join(name)
    }
}

pub(super) fn succeed(command: &mut Command) -> io::Result<()> {
    let status = command.status()?;
    if status.success() {
        return Ok(());
    }
    Err(io::Error::other(format!("{command:?} failed: {status}")))
}

/// Processor seconds of all finished child processes, on Linux: fields 16 and 17 of
/// `/proc/self/stat`, in hundredths (proc(5)).
fn children_seconds() -> Option<f64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    let after_name = stat.rsplit_once(')')?.1;
    let mut fields = after_name.split_whitespace().skip(13);
    let mut hundredths = || fields.next()?.parse::<f64>().ok();
    Some((hundredths()? + hundredths()?) / 100.0)
}

/// Bytes of the sections that hold code.
fn text_size(binary: &Path) -> io::Result<u64> {
    let bytes = fs::read(binary)?;
    let file = object::File::parse(&*bytes).map_err(io::Error::other)?;
    let text = file.sections().filter(|it| it.kind() == SectionKind::Text);
    Ok(text.map(|it| it.size()).sum())
}
