//! Exit statuses, and the printing of results, warnings and errors.

use std::io::{self, Write as _};

use super::failure::Failure;
use crate::terminal_style;

/// The exit status of a command that succeeded.
pub(super) const DONE: u8 = 0;

/// The exit statuses of a command that compares.
pub(super) const SAME: u8 = 0;
pub(super) const DRIFT: u8 = 1;
pub(super) const CANNOT_TELL: u8 = 2;

/// The exit status of a command that was interrupted, as shells have it: 128 and the number of
/// SIGINT.
pub(super) const INTERRUPTED: u8 = 130;

/// Returns the result of printing. A reader that has gone away, such as `head`, is no error of
/// ours; a full disk is, or a program that reads the rest takes it for the whole.
pub(super) fn printed(result: io::Result<()>) -> Result<(), Failure> {
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::Print(error)),
        _ => Ok(()),
    }
}

/// Prints a warning on one line.
#[cfg(feature = "fetch")]
pub(super) fn warn(text: &str) {
    let (yellow, line) = (terminal_style::WARNING, crate::printable::line(text));
    let _ = writeln!(
        anstream::stderr().lock(),
        "{yellow}warning:{yellow:#} {line}"
    );
}

/// Prints an error and returns the exit status of the command.
pub(super) fn print_failure(error: &Failure) -> u8 {
    let mut text = String::new();
    for line in error.to_string().lines() {
        text.push_str(&crate::printable::line(line));
        text.push('\n');
    }
    let red = terminal_style::ERROR;
    let _ = write!(anstream::stderr().lock(), "{red}error:{red:#} {text}");
    if error.is_interruption() {
        INTERRUPTED
    } else {
        CANNOT_TELL
    }
}
