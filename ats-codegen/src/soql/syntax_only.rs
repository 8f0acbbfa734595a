//! `--syntax-only`: one query in, one line out.

use std::io::{self, BufRead, Write};

use ats_schema::soql::{Dialect, parse};

use super::query_files::from_json;

/// Prints `VALID`, or `INVALID` with line and column of the mistake and what it is, for each
/// line, and tells whether all were valid.
///
/// # Errors
///
/// Those of reading. Writing to somebody who has gone away is no error.
pub(crate) fn check_lines(
    mut lines: impl BufRead,
    out: &mut impl Write,
    dialect: Dialect,
) -> io::Result<bool> {
    let mut all_valid = true;
    let mut line = Vec::new();
    loop {
        line.clear();
        if lines.read_until(b'\n', &mut line)? == 0 {
            return Ok(all_valid);
        }
        let verdict = verdict(&line, dialect);
        all_valid &= verdict.is_none();
        let written = match verdict {
            None => writeln!(out, "VALID"),
            Some(why) => writeln!(out, "INVALID {why}"),
        };
        // Whoever waits for this answer before the next question gets it.
        if written.and_then(|()| out.flush()).is_err() {
            return Ok(all_valid);
        }
    }
}

/// Why a line is no query.
fn verdict(line: &[u8], dialect: Dialect) -> Option<String> {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let text = match str::from_utf8(line) {
        Ok(text) => text,
        Err(error) => {
            let before = String::from_utf8_lossy(&line[..error.valid_up_to()]);
            let column = before.chars().count() + 1;
            return Some(format!("1:{column} the text is not UTF-8"));
        }
    };
    let query = from_json(text);
    let error = parse(&query, dialect).err()?;
    let (line, column) = error.line_column(&query);
    let message = crate::printable::line(error.message());
    Some(format!("{line}:{column} {message}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines() {
        let lines: &[u8] = b"SELECT Id FROM A\nSELECT Id FROM A WHERE B == 1\r\n\
            \"SELECT Id\\nFROM A WHERE\"\n\nSELECT Id FROM A ALL ROWS\n\xC3\xA4\xff\n\"x";
        let mut out = Vec::new();
        let valid = check_lines(lines, &mut out, Dialect::Either).unwrap();
        assert!(!valid);
        let out = String::from_utf8(out).unwrap();
        let starts = [
            "VALID",
            "INVALID 1:26 ",
            "INVALID 2:",
            "INVALID 1:1 ",
            "VALID",
        ];
        let more = ["INVALID 1:2 the text is not UTF-8", "INVALID 1:1 "];
        let wanted = starts.into_iter().chain(more);
        assert_eq!(out.lines().count(), 7, "{out}");
        for (line, wanted) in out.lines().zip(wanted) {
            assert!(line.starts_with(wanted), "{line} is not {wanted}");
        }
        let mut out = Vec::new();
        let rows: &[u8] = b"SELECT Id FROM A ALL ROWS";
        assert!(!check_lines(rows, &mut out, Dialect::Rest).unwrap());
    }
}
