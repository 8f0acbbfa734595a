//! `ats-codegen`: see the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    ats_codegen::cli::run(std::env::args_os())
}
