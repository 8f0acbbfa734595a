//! The command line.

use std::ffi::OsString;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::error::Error;
use crate::generator::Generator;

/// Generates a typed Rust crate from the describes of a Salesforce org.
#[derive(Debug, Parser)]
#[command(name = "ats-codegen", version, about, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write a crate from saved describes.
    Generate(Generate),
}

#[derive(Debug, Args)]
struct Generate {
    /// Folder of describe JSON files.
    #[arg(long, value_name = "DIR", default_value = "schemas")]
    schemas: PathBuf,
    /// Folder of the crate; it is made where it is not there.
    #[arg(long, value_name = "DIR", default_value = "ats-generated")]
    out: PathBuf,
    /// Configuration [default: ats-codegen.toml, where there is one].
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// API names of the objects to generate, instead of all.
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    objects: Vec<String>,
    /// Generate objects whose API name this regular expression finds, too.
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
    /// Say what would be written, and write nothing.
    #[arg(long)]
    dry_run: bool,
    /// How to report.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Human,
    /// For programs: one JSON object on standard output.
    Json,
}

/// Runs the command line: 0 done, 2 error.
#[must_use]
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() {
                ExitCode::from(2)
            } else {
                ExitCode::SUCCESS
            };
        }
    };
    let Command::Generate(options) = cli.command;
    match generate(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let mut text = String::new();
            for line in error.to_string().lines() {
                text.push_str(&crate::emit::visible_line(line));
                text.push('\n');
            }
            let _ = write!(std::io::stderr().lock(), "error: {text}");
            ExitCode::from(2)
        }
    }
}

fn generate(options: &Generate) -> Result<(), Error> {
    let mut generator = Generator::new()
        .schemas(&options.schemas)
        .out_dir(&options.out)
        .objects(options.objects.iter().map(|it| it.trim()))
        .dry_run(options.dry_run);
    if let Some(file) = &options.config {
        generator = generator.config(file);
    }
    if let Some(pattern) = &options.pattern {
        generator = generator.matching(pattern);
    }
    if let Some(name) = &options.crate_name {
        generator = generator.crate_name(name);
    }
    if let Some(file) = &options.permission_set {
        generator = generator.permission_set(file);
    }
    if let Some(dir) = &options.ats_core_path {
        generator = generator.ats_core_path(dir);
    }
    let report = generator.generate()?;
    let mut out = std::io::stdout().lock();
    // A reader that has gone away, such as `head`, is no error of ours.
    let _ = match options.format {
        Format::Json => writeln!(out, "{}", report.json()),
        Format::Human => {
            let _ = write!(std::io::stderr().lock(), "{}", report.warning_lines());
            write!(out, "{}", report.human())
        }
    };
    Ok(())
}
