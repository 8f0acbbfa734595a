//! Counting the compiler's instructions.
//!
//! On a busy machine times vary by half; this count by a thousandth. It needs valgrind, and thirty
//! times the time.

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::{Command, ExitStatus};
use std::{env, fs, io};

use super::{Step, Variant, Workspaces};

/// What tells the wrapper which crates to count, by how their names begin, and where to write the
/// counts.
const CRATES: &str = "COMPILE_COST_COUNTED_CRATES";
const FOLDER: &str = "COMPILE_COST_COUNTS";

/// The compiler's instructions for a variant's models and for its program, the compiler's own start
/// included, in a step that builds both.
///
/// # Errors
///
/// If Cargo fails, or valgrind is not there.
pub(super) fn count(workspaces: &Workspaces, variant: Variant, step: Step) -> io::Result<[u64; 2]> {
    let folder = workspaces.root.join("instructions");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    workspaces.clean(variant, step)?;
    let mut cargo = workspaces.command(variant, step, &workspaces.target);
    // Not rustup's stand-in for the compiler, which starts it where valgrind does not follow.
    cargo.env("RUSTC", compiler()?);
    cargo.env("RUSTC_WRAPPER", env::current_exe()?);
    cargo.env(CRATES, format!("{}_", variant.name()));
    cargo.env(FOLDER, &folder);
    super::measure::succeed(&mut cargo)?;
    let of = |part: &str| {
        let file = folder.join(format!("{}_{part}", variant.name()));
        let counted = fs::read_to_string(&file)
            .map_err(|error| io::Error::other(format!("{}: {error}", file.display())))?;
        summary(&counted).ok_or_else(|| io::Error::other(format!("{}: no count", file.display())))
    };
    Ok([of("models")?, of("app")?])
}

/// The compiler itself, which lies in its `sysroot`.
fn compiler() -> io::Result<OsString> {
    let asked = Command::new("rustc")
        .args(["--print", "sysroot"])
        .output()?;
    if !asked.status.success() {
        let said = String::from_utf8_lossy(&asked.stderr);
        let message = format!("`rustc --print sysroot` failed: {}", said.trim());
        return Err(io::Error::other(message));
    }
    let sysroot = String::from_utf8_lossy(&asked.stdout);
    let rustc = Path::new(sysroot.trim()).join("bin").join("rustc");
    Ok(rustc.into())
}

/// The last line of what cachegrind writes.
fn summary(counted: &str) -> Option<u64> {
    let line = counted.lines().last()?;
    line.strip_prefix("summary:")?.trim().parse().ok()
}

/// If Cargo called this program in place of the compiler, calls the compiler: within valgrind for
/// the crates to count.
///
/// # Errors
///
/// If the compiler or valgrind cannot be called.
pub fn as_compiler() -> io::Result<Option<ExitStatus>> {
    let (Some(counted), Some(folder)) = (env::var(CRATES).ok(), env::var_os(FOLDER)) else {
        return Ok(None);
    };
    let mut args = env::args_os().skip(1);
    let rustc = args
        .next()
        .ok_or_else(|| io::Error::other("no compiler to call"))?;
    let args: Vec<OsString> = args.collect();
    let mut command = match counted_crate(&args, &counted) {
        Some(name) => valgrind(&Path::new(&folder).join(name), &rustc),
        None => Command::new(&rustc),
    };
    match command.args(args).status() {
        Ok(status) => Ok(Some(status)),
        Err(error) => {
            let program = command.get_program().display();
            let message = format!("cannot run {program}: {error}; is it installed?");
            Err(io::Error::other(message))
        }
    }
}

/// The crate that is compiled, if its name begins so.
fn counted_crate<'a>(args: &'a [OsString], counted: &str) -> Option<&'a str> {
    let pair = (args.windows(2)).find(|pair| pair[0] == "--crate-name")?;
    pair[1].to_str().filter(|name| name.starts_with(counted))
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
    fn the_compared_crates_are_counted() {
        let args = ["--crate-name", "table_models", "--edition=2024"].map(OsString::from);
        assert_eq!(counted_crate(&args, "table_"), Some("table_models"));
        assert_eq!(counted_crate(&args, "serde_"), None);
        assert_eq!(counted_crate(&args[1..], "table_"), None);
        assert_eq!(
            summary("fn=main\n1 2\nsummary: 573432875\n"),
            Some(573_432_875)
        );
        assert_eq!(summary("summary:"), None);
    }
}
