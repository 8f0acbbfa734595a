//! `init`: a configuration and a CI job to start from. What is there already stays.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::conventions::CONFIG_FILE;
use crate::error::Error;
use crate::folder_replacement::create_file;
use crate::terminal_style;

const EXAMPLES: &str = "\
Examples:
  ats-codegen init
  ats-codegen init --dir my-project";

/// The configuration, every entry explained and none in force.
const CONFIG: &str = include_str!("init/ats-codegen.toml");

/// A job for GitHub Actions. Beside the workflows and not among them: nothing runs before
/// somebody has looked at it.
const JOB: &str = include_str!("init/ats-codegen.yml");
const JOB_FILE: &str = "ats-codegen.ci-example.yml";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Init {
    /// Folder to write them to; it is made where it is not there.
    #[arg(long, value_name = "DIR", default_value = ".")]
    dir: PathBuf,
}

impl Init {
    pub(super) fn run(&self) -> Result<u8, Error> {
        let mut out = anstream::stdout().lock();
        let (bold, good) = (terminal_style::BOLD, terminal_style::GOOD);
        fs::create_dir_all(&self.dir).map_err(|cause| Error::Write {
            path: self.dir.clone(),
            cause,
        })?;
        for (name, text) in [(CONFIG_FILE, CONFIG), (JOB_FILE, JOB)] {
            let path = self.dir.join(name);
            let _ = if write_new(&path, text)? {
                writeln!(out, "{good}written{good:#}    {}", path.display())
            } else {
                writeln!(out, "left alone {}, which is there already", path.display())
            };
        }
        let _ = writeln!(
            out,
            "\nNext:\n  \
             {bold}ats-codegen fetch --org ALIAS{bold:#}   save what your org says (`ats-codegen orgs` names the aliases)\n  \
             {bold}ats-codegen generate{bold:#}            write the crate\n  \
             {bold}ats-codegen check{bold:#}               see that both agree; the CI example does it for you"
        );
        Ok(0)
    }
}

/// Writes a file that is not there, as a whole or not at all; says whether it was not.
fn write_new(path: &Path, text: &str) -> Result<bool, Error> {
    create_file(path, text.as_bytes()).map_err(|cause| Error::Write {
        path: path.to_owned(),
        cause,
    })
}

#[cfg(test)]
mod tests {
    use super::CONFIG;
    use crate::config::Config;

    #[test]
    fn the_configuration_says_nothing_until_somebody_removes_a_hash() {
        assert_eq!(Config::parse(CONFIG).unwrap(), Config::default());
    }

    #[test]
    fn every_example_in_the_configuration_is_one() {
        // What is commented as code has no space after the hash.
        let text: Vec<&str> = CONFIG
            .lines()
            .map(|line| match line.strip_prefix('#') {
                Some(code) if !code.starts_with(' ') => code,
                _ => line,
            })
            .collect();
        let config = Config::parse(&text.join("\n")).unwrap();
        assert!(!config.generate.objects.is_empty());
        assert!(config.objects.contains_key("bpats__Job__c"));
        assert!(config.org.alias.is_some());
        assert!(config.fetch.namespace.is_some());
    }
}
