//! `generate`: describes → crate.

use std::io::Write as _;

use clap::Args;

use super::failure::Failure;
use super::output::{DONE, printed};
use super::shared_options::{Format, GenerationArgs};

const EXAMPLES: &str = "\
Examples:
  ats-codegen generate
  ats-codegen generate --objects Contact,bpats__Job__c --out my-crate
  ats-codegen generate --permission-set schemas/permission-sets/Asymbl_ATS_Job_Portal.json
  ats-codegen generate --dry-run --format json

Names that programs write are kept in names.lock beside the describes, for version control: what
has a name keeps it, whatever is added to the org.

The crate changes as a whole or not at all, and what is unchanged keeps its time. Files in the
folder that were not generated stay; a folder that is neither empty nor generated is refused.

Exit status: 0 done, 2 error.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Generate {
    #[command(flatten)]
    generation: GenerationArgs,
    /// Only read names.lock, and fail if it lacks a name: for CI.
    #[arg(long, conflicts_with = "reassign_names")]
    locked: bool,
    /// Ignore names.lock and assign all names again. Programs that use the names may break.
    #[arg(long)]
    reassign_names: bool,
    /// Say what would be written, and write nothing.
    #[arg(long)]
    dry_run: bool,
    /// How to report.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

impl Generate {
    pub(super) fn run(&self) -> Result<u8, Failure> {
        let generation = self.generation.resolve();
        let generator = (generation.generator())
            .locked(self.locked)
            .reassign_names(self.reassign_names)
            .dry_run(self.dry_run);
        let report = generator.generate()?;
        let mut out = std::io::stdout().lock();
        printed(match self.format {
            Format::Json => writeln!(out, "{}", report.json()),
            Format::Human => {
                let mut err = anstream::stderr().lock();
                if !generation.reused.is_empty() {
                    let (out, options) = (generation.out.display(), generation.reused.join(" "));
                    let _ = writeln!(err, "reusing the options of {out}: {options}");
                }
                let _ = write!(err, "{}", report.warning_lines());
                write!(out, "{}", report.human())
            }
        })?;
        Ok(DONE)
    }
}
