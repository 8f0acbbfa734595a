//! The checker against the schemas of this repository: queries that are good, every kind of
//! mistake with its message, and random ones.
#![cfg(feature = "describe")]

mod generator;
mod hops;
mod large;
mod random;
mod salesforce;
mod schemas;
mod shapes;

use std::collections::HashSet;
use std::fmt::Write as _;
use std::path::Path;

use ats_schema::schema::Object;
use ats_schema::soql::Dialect;
use ats_schema::soql::check::{Class, Finding, FindingKind, Options, check_text};

use self::schemas::{catalog, describes};

fn read(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/check")
        .join(name);
    std::fs::read_to_string(path).unwrap()
}

/// Compares with a file, or rewrites it when `UPDATE_EXPECT` is set.
fn expect(name: &str, found: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/check")
        .join(name);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(path, found).unwrap();
        return;
    }
    let expected = std::fs::read_to_string(&path).unwrap();
    let mut lines = (1..).zip(expected.lines().zip(found.lines()));
    if let Some((line, (expected, found))) = lines.find(|(_, (expected, found))| expected != found)
    {
        panic!(
            "{name}:{line} says\n    {expected}\nand it is\n    {found}\nIf that is right: UPDATE_EXPECT=1 cargo test -p ats-schema --all-features --test check"
        );
    }
    assert_eq!(expected, found, "{name} is longer or shorter");
}

fn options(heading: &str) -> Options {
    let mut options = Options::default();
    if let Some(version) = heading.strip_prefix("API version ") {
        options.api_version = version.parse().unwrap();
    }
    options
}

/// As `tests/check/mistakes.txt` says it.
fn header(finding: &Finding) -> String {
    match finding.class().code() {
        Some(code) => format!(
            "{}: {code}: {}",
            finding.class().as_str(),
            finding.kind().as_str()
        ),
        None => format!("{}: {}", finding.class().as_str(), finding.kind().as_str()),
    }
}

#[test]
fn what_is_good_is_accepted() {
    let catalog = catalog();
    let mut heading = String::new();
    let mut wrong = String::new();
    let mut count = 0;
    for line in read("good.txt").lines().filter(|line| !line.is_empty()) {
        if let Some(text) = line.strip_prefix("# ") {
            heading = text.to_owned();
            continue;
        }
        count += 1;
        match check_text(line, Dialect::Macro, catalog, &options(&heading)) {
            Ok((_, report)) => {
                assert!(report.wanted.is_empty());
                for finding in &report.findings {
                    let _ = writeln!(wrong, "{}\n{}\n", header(finding), finding.render(line));
                }
            }
            Err(error) => {
                let _ = writeln!(wrong, "{}\n", error.render(line));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    assert!(count >= 80, "{count}");
}

/// Every query after `> ` in `mistakes.txt`, with what is said of it.
#[test]
fn mistakes() {
    let catalog = catalog();
    let file = read("mistakes.txt");
    let mut options = options("");
    let mut out = String::new();
    let mut kinds = HashSet::new();
    let mut count = 0;
    for line in file.lines() {
        if let Some(heading) = line.strip_prefix("# ") {
            options = self::options(heading);
            let _ = writeln!(out, "{line}\n");
        }
        let Some(query) = line.strip_prefix("> ") else {
            continue;
        };
        count += 1;
        let _ = writeln!(out, "{line}");
        let (_, report) = check_text(query, Dialect::Macro, catalog, &options)
            .unwrap_or_else(|error| panic!("{}", error.render(query)));
        assert!(!report.findings.is_empty(), "nothing is said of {query}");
        for finding in &report.findings {
            kinds.insert(finding.kind());
            let _ = writeln!(out, "{}: {}", header(finding), finding.message());
            let place = finding.line_column(query);
            let underlined = finding.span().text(query);
            let _ = writeln!(out, "    {}:{} {underlined}", place.0, place.1);
            if let Some(help) = finding.help() {
                let _ = writeln!(out, "    help: {help}");
            }
        }
        out.push('\n');
    }
    expect("mistakes.txt", &out);
    assert!(count >= 100, "{count}");
    // Too much of anything is tested in `limits`.
    let elsewhere = [
        FindingKind::TooLong,
        FindingKind::TooManyParents,
        FindingKind::TooManyChildren,
        FindingKind::LiteralTooLong,
    ];
    for kind in FindingKind::ALL {
        assert_eq!(kinds.contains(kind), !elsewhere.contains(kind), "{kind:?}");
    }
}

#[test]
fn limits() {
    let catalog = catalog();
    let kinds = |source: &str| -> Vec<FindingKind> {
        let checked = check_text(source, Dialect::Rest, catalog, &Options::default());
        let (_, report) = checked.unwrap_or_else(|error| panic!("{}", error.render(source)));
        report.findings.iter().map(Finding::kind).collect()
    };
    let literal = "x".repeat(99_000);
    let long = |rest: &str| format!("SELECT Id FROM Contact WHERE Description != null{rest}");
    assert!(!kinds(&long("")).contains(&FindingKind::TooLong));
    let comparison = format!(
        " AND LastName != '{literal}' AND LastName != '{}'",
        "y".repeat(2000)
    );
    assert!(kinds(&long(&comparison)).contains(&FindingKind::TooLong));

    let compared = |count| kinds(&long(&format!(" AND Title = '{}'", "é".repeat(count))));
    assert!(compared(4001).contains(&FindingKind::LiteralTooLong));
    assert!(!compared(4000).contains(&FindingKind::LiteralTooLong));

    let names: Vec<String> = catalog
        .objects()
        .find(|object| object.name == "Account")
        .unwrap()
        .children
        .iter()
        .filter(|child| catalog.objects().any(|object| object.name == child.object))
        .map(|child| format!("(SELECT Id FROM {})", child.relationship))
        .collect();
    let grandchildren = vec!["(SELECT Id FROM bpats__Offers__r)"; 25];
    let many = format!(
        "SELECT Id, {}, (SELECT Id, {} FROM Contacts c) FROM Account",
        names
            .iter()
            .filter(|name| !name.contains("Contacts"))
            .cloned()
            .collect::<Vec<_>>()
            .join(", "),
        grandchildren.join(", ")
    );
    let found = kinds(&many);
    assert!(found.contains(&FindingKind::TooManyChildren), "{found:?}");

    // Parents of parents, as many as there are.
    let parents: Vec<String> = (0..60).map(|n| format!("CreatedBy.P{n}__r.Name")).collect();
    let found = kinds(&format!("SELECT {} FROM Contact", parents.join(", ")));
    assert_eq!(found, [FindingKind::TooManyParents]);

    // No more findings than asked for.
    let columns: Vec<String> = (0..9000).map(|n| format!("Nmae{n}")).collect();
    let source = format!("SELECT {} FROM Contact", columns.join(", "));
    let mut options = Options::default();
    options.most_findings = 5;
    let (_, report) = check_text(&source, Dialect::Rest, catalog, &options).unwrap();
    assert_eq!(report.findings.len(), 5);
}

/// The compact text holds all that the checker reads of the 33 objects.
#[test]
fn compact_text_of_the_schemas() {
    let objects = describes();
    assert_eq!(objects.len(), 33);
    for object in &objects {
        let text = object.to_compact();
        assert_eq!(Object::parse(&text).as_ref(), Ok(object));
    }
    let job = objects
        .iter()
        .find(|object| object.name == "bpats__Job__c")
        .unwrap();
    expect("job.compact", &job.to_compact());
}

/// Messages begin in lower case or with a name, and end without a full stop.
#[test]
fn messages_are_of_one_style() {
    let file = read("mistakes.txt");
    for line in file.lines().filter(|line| !line.starts_with("> ")) {
        assert!(!line.ends_with('.'), "{line}");
        assert!(!line.contains("  ") || line.starts_with("    "), "{line}");
    }
}

#[test]
fn classes_have_names() {
    assert_eq!(Class::NeverMatches.code(), None);
    assert_eq!(Class::NotKnown.as_str(), "not-known");
    let names: HashSet<_> = FindingKind::ALL.iter().map(|kind| kind.as_str()).collect();
    assert_eq!(names.len(), FindingKind::ALL.len());
}
