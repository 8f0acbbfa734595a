//! `completions`: a script for a shell.

use std::io::Write as _;

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use super::Cli;
use crate::error::Error;

const EXAMPLES: &str = "\
Examples:
  ats-codegen completions bash > ~/.local/share/bash-completion/completions/ats-codegen
  ats-codegen completions zsh > \"${fpath[1]}/_ats-codegen\"
  ats-codegen completions fish > ~/.config/fish/completions/ats-codegen.fish";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Completions {
    /// The shell.
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    pub(super) fn run(&self) -> Result<u8, Error> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "ats-codegen", &mut script);
        super::printed(std::io::stdout().lock().write_all(&script))?;
        Ok(0)
    }
}
