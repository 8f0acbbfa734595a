//! `soql`: checks queries in files against saved describes.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use ats_schema::schema::{Catalog, Object};
use ats_schema::soql::Dialect;
use ats_schema::soql::check::{Options, check_text};
use clap::{Args, ValueEnum};

use crate::error::Error;
use crate::soql::query_files::{self, Unit};
use crate::soql::report::{Report, Severity};
use crate::soql::syntax_only;
use crate::{describe_files, fixups};

/// The name of standard input among the files.
const STDIN: &str = "-";

/// Check queries in .soql files and Apex code against saved describes.
///
/// A file with the extension cls, trigger or apex is Apex: its queries stand in [SELECT …].
/// Any other file holds queries, each on lines of its own or with a ; between them. Lines that
/// begin with // above a query are comments. Standard input is whichever of the two it looks
/// like, or a JSON string on each line.
///
/// Exit status: 0 all is good, 1 there are errors, 2 it could not be done.
#[derive(Debug, Args)]
pub(super) struct Soql {
    /// Files to check; - is standard input.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Folder of describe JSON files.
    #[arg(long, value_name = "DIR", default_value = "schemas")]
    schemas: PathBuf,
    /// Where the queries are to be used [default: apex in Apex files, elsewhere either].
    #[arg(long, value_enum)]
    dialect: Option<Place>,
    /// Read one query a line, or one JSON string, and print VALID or INVALID for each,
    /// without looking at any object.
    #[arg(long, conflicts_with_all = ["format", "allow_never_matches"])]
    syntax_only: bool,
    /// Only warn of conditions that are true of no record.
    #[arg(long)]
    allow_never_matches: bool,
    /// How to report.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Place {
    /// A request to the REST API: no binds, nothing of Apex.
    Rest,
    /// Apex code.
    Apex,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Human,
    /// For programs: one JSON object on standard output.
    Json,
}

impl Soql {
    /// Checks what the command line names: 0 all good, 1 errors.
    pub(super) fn run(&self) -> Result<u8, Error> {
        if self.syntax_only {
            return self.syntax();
        }
        let catalog = load(&self.schemas)?;
        let mut report = Report::default();
        for file in &self.files {
            let (name, text) = (display(file), read(file)?);
            for unit in query_files::units(&name, &text) {
                self.check(&unit, &catalog, &mut report);
            }
        }
        let mut out = std::io::stdout().lock();
        // A reader that closes the pipe early, such as `head`, is not an error.
        let _ = match self.format {
            Format::Json => writeln!(out, "{}", report.json()),
            Format::Human => {
                let _ = out.write_all(report.human().as_bytes());
                writeln!(std::io::stderr().lock(), "{}", report.summary())
            }
        };
        Ok(report.code())
    }

    fn check(&self, unit: &Unit<'_>, catalog: &Catalog, report: &mut Report) {
        report.queries += 1;
        let dialect = self.dialect(unit.is_apex);
        match check_text(&unit.query, dialect, catalog, &Options::default()) {
            Err(error) => report.syntax(unit, &error),
            Ok((_, checked)) => {
                for finding in &checked.findings {
                    let severity = Severity::of(finding.class(), self.allow_never_matches);
                    report.finding(unit, finding, severity);
                }
            }
        }
    }

    fn syntax(&self) -> Result<u8, Error> {
        let dialect = self.dialect(false);
        let mut out = std::io::stdout().lock();
        let mut all_valid = true;
        for file in &self.files {
            all_valid &= match is_stdin(file) {
                true => syntax_only::check_lines(std::io::stdin().lock(), &mut out, dialect),
                false => {
                    let file = std::fs::File::open(file).map_err(unreadable(file))?;
                    syntax_only::check_lines(std::io::BufReader::new(file), &mut out, dialect)
                }
            }
            .map_err(unreadable(file))?;
        }
        Ok(u8::from(!all_valid))
    }

    const fn dialect(&self, is_apex: bool) -> Dialect {
        match (self.dialect, is_apex) {
            (Some(Place::Rest), _) => Dialect::Rest,
            (Some(Place::Apex), _) | (None, true) => Dialect::Apex,
            (None, false) => Dialect::Either,
        }
    }
}

fn is_stdin(file: &Path) -> bool {
    file.as_os_str() == STDIN
}

fn display(file: &Path) -> String {
    match is_stdin(file) {
        true => "<stdin>".to_owned(),
        false => file.display().to_string(),
    }
}

fn read(file: &Path) -> Result<String, Error> {
    if !is_stdin(file) {
        return std::fs::read_to_string(file).map_err(unreadable(file));
    }
    let mut text = String::new();
    let read = std::io::stdin().lock().read_to_string(&mut text);
    read.map(|_| text).map_err(unreadable(file))
}

fn unreadable(file: &Path) -> impl Fn(std::io::Error) -> Error {
    move |cause| Error::Read {
        path: file.to_owned(),
        cause,
    }
}

/// The objects of a folder of describes, and the names of those they refer to.
fn load(folder: &Path) -> Result<Catalog, Error> {
    let folder = describe_files::list(folder)?;
    let (provenance, _) = describe_files::provenance(&folder)?;
    let files = describe_files::parse(&folder)?;
    let (describes, _) = fixups::mend(files, &provenance);
    let objects = (describes.iter())
        .map(|it| Object::from_describe(&it.describe, |field| it.partial.contains(field)));
    let mut catalog = Catalog::from_iter(objects);
    catalog.close();
    Ok(catalog)
}
