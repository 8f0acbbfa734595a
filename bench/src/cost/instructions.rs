//! Counting the compiler's instructions.
//!
//! On a busy machine times vary by half; this count by a thousandth. It needs valgrind, and thirty
//! times the time.

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::{Command, ExitStatus};
use std::{env, fs, io};

use super::{Step, Variant, Workspaces};

/// What tells the wrapper which crate to count, and where to write the count.
const CRATE: &str = "COMPILE_COST_COUNTED_CRATE";
const FILE: &str = "COMPILE_COST_COUNT_FILE";

/// The compiler's instructions in `cargo check` of a variant's models, its own start included.
///
/// # Errors
///
/// If Cargo fails, or valgrind is not there.
pub(super) fn count(workspaces: &Workspaces, variant: Variant) -> io::Result<u64> {
    let step = Step::CheckModels;
    let file = workspaces.root.join("instructions");
    if file.exists() {
        fs::remove_file(&file)?;
    }
    workspaces.clean(variant, step)?;
    let mut cargo = workspaces.command(variant, step, &workspaces.target);
    cargo.env("RUSTC_WRAPPER", env::current_exe()?);
    cargo.env(CRATE, step.package(variant).replace('-', "_"));
    cargo.env(FILE, &file);
    super::measure::succeed(&mut cargo)?;
    let counted = fs::read_to_string(&file)?;
    summary(&counted).ok_or_else(|| io::Error::other("valgrind counted nothing"))
}

/// The last line of what cachegrind writes.
fn summary(counted: &str) -> Option<u64> {
    let line = counted.lines().last()?;
    line.strip_prefix("summary:")?.trim().parse().ok()
}

/// If Cargo called this program in place of the compiler, calls the compiler: within valgrind for
/// the crate to count.
///
/// # Errors
///
/// If the compiler or valgrind cannot be called.
pub fn as_compiler() -> io::Result<Option<ExitStatus>> {
    let (Some(counted), Some(file)) = (env::var_os(CRATE), env::var_os(FILE)) else {
        return Ok(None);
    };
    let mut args = env::args_os().skip(1);
    let rustc = args
        .next()
        .ok_or_else(|| io::Error::other("no compiler to call"))?;
    let args: Vec<OsString> = args.collect();
    let mut command = match is_counted(&args, &counted) {
        true => valgrind(Path::new(&file), &rustc),
        false => Command::new(rustc),
    };
    command.args(args).status().map(Some)
}

fn is_counted(args: &[OsString], counted: &OsStr) -> bool {
    (args.windows(2)).any(|pair| pair[0] == "--crate-name" && pair[1] == counted)
}

fn valgrind(file: &Path, rustc: &OsStr) -> Command {
    let mut out = OsString::from("--cachegrind-out-file=");
    out.push(file);
    let mut command = Command::new("valgrind");
    command.args(["--quiet", "--tool=cachegrind", "--cache-sim=no"]);
    command.arg(out).arg(rustc);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_crate_is_counted() {
        let args = ["--crate-name", "table_models", "--edition=2024"].map(OsString::from);
        assert!(is_counted(&args, OsStr::new("table_models")));
        assert!(!is_counted(&args, OsStr::new("table_app")));
        assert_eq!(
            summary("fn=main\n1 2\nsummary: 573432875\n"),
            Some(573_432_875)
        );
        assert_eq!(summary("summary:"), None);
    }
}
