//! The command line: a module for each command.

mod check;
mod comparison;
mod completions;
mod diff;
mod failure;
#[cfg(feature = "fetch")]
mod fetch;
mod generate;
mod init;
#[cfg(feature = "fetch")]
mod org_options;
#[cfg(feature = "fetch")]
mod orgs;
mod output;
mod shared_options;
mod shell_command;
mod soql;

use std::ffi::OsString;
use std::io::Write as _;
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand};

use self::failure::Failure;
use self::output::print_failure;

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
    Soql(soql::Soql),
    /// Write a commented ats-codegen.toml and an example of a CI job.
    Init(init::Init),
    /// List what --org can name: the orgs of the Salesforce CLI and others.
    #[cfg(feature = "fetch")]
    Orgs(orgs::Orgs),
    /// Print a script that completes this command in a shell.
    Completions(completions::Completions),
}

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
        Command::Soql(it) => (it.run().map_err(Failure::from), false),
        Command::Init(it) => (it.run().map_err(Failure::from), false),
        #[cfg(feature = "fetch")]
        Command::Orgs(it) => (it.run(), false),
        Command::Completions(it) => (it.run(Cli::command()), false),
    };
    match result {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            if github {
                let line = crate::drift::one_line("error", &error.to_string());
                let _ = write!(std::io::stdout().lock(), "{line}");
            }
            ExitCode::from(print_failure(&error))
        }
    }
}
