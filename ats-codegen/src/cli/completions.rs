//! `completions`: a script for a shell.

use std::io::Write as _;

use clap::Args;
use clap_complete::Shell;

use super::failure::Failure;

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
    pub(super) fn run(&self, mut command: clap::Command) -> Result<u8, Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut command, "ats-codegen", &mut script);
        super::output::printed(std::io::stdout().lock().write_all(&script))?;
        Ok(0)
    }
}
