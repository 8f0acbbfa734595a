//! The command line: a module for each command.

mod check;
mod completions;
mod diff;
#[cfg(feature = "fetch")]
mod fetch;
mod generate;
mod init;
mod options;
#[cfg(feature = "fetch")]
mod org;
#[cfg(feature = "fetch")]
mod orgs;
mod shell;
mod sides;
pub(crate) mod style;

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::error::Error;

const EXAMPLES: &str = "\
Examples:
  ats-codegen init                          write a commented ats-codegen.toml
  ats-codegen fetch --org my-org            save what an org of the sf CLI says, in schemas/
  ats-codegen generate                      write the crate ats-generated from schemas/
  ats-codegen check                         is the crate what the schemas say?
  ats-codegen check --org my-org            are the schemas what the org says?
  ats-codegen diff org:staging org:prod     what differs between two orgs?

Exit status: 0 done, 2 error, 130 interrupted. fetch: also 2 if an object given by name does not
exist. check and diff: 0 the same, 1 drift, 2 could not tell. soql: 1 if there are mistakes.";

/// Generates a typed Rust crate from what a Salesforce org says about itself.
#[derive(Debug, Parser)]
#[command(name = "ats-codegen", version, about, arg_required_else_help = true)]
#[command(after_help = EXAMPLES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Save the describes of an org's objects in a folder.
    #[cfg(feature = "fetch")]
    Fetch(Box<fetch::Fetch>),
    /// Write a crate from saved describes.
    Generate(generate::Generate),
    /// Tell whether the crate is what the schemas say, or the schemas what an org says.
    Check(Box<check::Check>),
    /// Tell what differs between two snapshots, two orgs, or two users of one org.
    Diff(Box<diff::Diff>),
    // Its own documentation says what it does.
    Soql(crate::soql::Soql),
    /// Write a commented ats-codegen.toml and an example of a CI job.
    Init(init::Init),
    /// List what --org can name: the orgs of the Salesforce CLI and others.
    #[cfg(feature = "fetch")]
    Orgs(orgs::Orgs),
    /// Print a script that completes this command in a shell.
    Completions(completions::Completions),
}

/// The exit status of a command that succeeded.
#[cfg(feature = "fetch")]
const DONE: u8 = 0;

/// What a command that compares ends with.
const SAME: u8 = 0;
const DRIFT: u8 = 1;
const CANNOT_TELL: u8 = 2;

/// What a command that was interrupted ends with, as shells have it: 128 and the number of
/// SIGINT.
#[cfg(feature = "fetch")]
const INTERRUPTED: u8 = 130;

/// Runs the command line: 0 done, 1 drift, 2 error.
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
    let (result, github) = match &cli.command {
        #[cfg(feature = "fetch")]
        Command::Fetch(it) => (it.run(), false),
        Command::Generate(it) => (it.run(), false),
        Command::Check(it) => (it.run(), it.is_github()),
        Command::Diff(it) => (it.run(), it.is_github()),
        Command::Soql(it) => (it.run(), false),
        Command::Init(it) => (it.run(), false),
        #[cfg(feature = "fetch")]
        Command::Orgs(it) => (it.run(), false),
        Command::Completions(it) => (it.run(), false),
    };
    match result {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            if github {
                let line = crate::drift::one_line("error", &error.to_string());
                let _ = write!(std::io::stdout().lock(), "{line}");
            }
            ExitCode::from(failed(&error))
        }
    }
}

/// What became of printing a result. A reader that has gone away, such as `head`, is no error of
/// ours; a full disk is, or a program that reads the rest takes it for the whole.
fn printed(result: io::Result<()>) -> Result<(), Error> {
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Error::Print(error)),
        _ => Ok(()),
    }
}

/// Prints a warning on one line.
#[cfg(feature = "fetch")]
fn warn(text: &str) {
    let (yellow, line) = (style::WARNING, crate::shown::line(text));
    let _ = writeln!(
        anstream::stderr().lock(),
        "{yellow}warning:{yellow:#} {line}"
    );
}

/// Prints an error.
fn failed(error: &Error) -> u8 {
    let mut text = String::new();
    for line in error.to_string().lines() {
        text.push_str(&crate::shown::line(line));
        text.push('\n');
    }
    let red = style::ERROR;
    let _ = write!(anstream::stderr().lock(), "{red}error:{red:#} {text}");
    #[cfg(feature = "fetch")]
    if error.was_interrupted() {
        return INTERRUPTED;
    }
    CANNOT_TELL
}
