//! The queries in `tests/soql-corpus`: what each dialect takes, and why it refuses the rest.

use std::collections::HashSet;

use ats_schema::soql::{Dialect, SoqlErrorKind, parse};

const VALID: &str = include_str!("soql-corpus/valid.txt");
const APEX: &str = include_str!("soql-corpus/apex.txt");
const INVALID: &str = include_str!("soql-corpus/invalid.txt");
const DISAGREEMENTS: &str = include_str!("soql-corpus/disagreements.txt");

const ALL: [Dialect; 4] = [
    Dialect::Rest,
    Dialect::Apex,
    Dialect::Macro,
    Dialect::Either,
];

/// The queries, each with its line number and the heading above it.
fn queries(file: &str) -> impl Iterator<Item = (usize, &str, &str)> {
    let mut heading = "";
    (1..).zip(file.lines()).filter_map(move |(number, line)| {
        if let Some(text) = line.strip_prefix("# ") {
            heading = text;
            return None;
        }
        (!line.is_empty()).then_some((number, heading, line))
    })
}

/// What goes wrong with the queries, all of it at once.
fn assert_none(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn there_are_enough() {
    let count = |file| queries(file).count();
    assert!(count(VALID) + count(APEX) + count(INVALID) >= 300);
}

#[test]
fn disagreements_are_about_these_queries_and_explained() {
    let files = [VALID, APEX, INVALID];
    let known: HashSet<_> = files
        .into_iter()
        .flat_map(queries)
        .map(|(_, _, query)| query)
        .collect();
    for (line, reason, entry) in queries(DISAGREEMENTS) {
        let Some((grammar, query)) = entry.split_once('\t') else {
            panic!("{line}: no tab in {entry}");
        };
        assert!(["official-rest", "official-apex", "jetstream"].contains(&grammar));
        assert!(known.contains(query), "{line}: {query}");
        assert!(!reason.is_empty(), "{line}");
    }
}

#[test]
fn every_dialect_takes_what_is_valid() {
    let mut wrong = Vec::new();
    for (line, _, query) in queries(VALID) {
        for dialect in ALL {
            if let Err(error) = parse(query, dialect) {
                wrong.push(format!("{line} {dialect:?}: {}", error.render(query)));
            }
        }
    }
    assert_none(&wrong);
}

#[test]
fn no_dialect_takes_what_is_invalid() {
    let mut wrong = Vec::new();
    for (line, kind, query) in queries(INVALID) {
        for dialect in [Dialect::Apex, Dialect::Either] {
            match parse(query, dialect) {
                Ok(_) => wrong.push(format!("{line} {dialect:?} takes {query}")),
                Err(error) if format!("{:?}", error.kind()) == kind => {}
                Err(error) => wrong.push(format!(
                    "{line} {dialect:?} {:?} instead of {kind}: {}",
                    error.kind(),
                    error.render(query)
                )),
            }
        }
        for dialect in [Dialect::Rest, Dialect::Macro] {
            if parse(query, dialect).is_ok() {
                wrong.push(format!("{line} {dialect:?} takes {query}"));
            }
        }
    }
    assert_none(&wrong);
}

#[test]
fn only_apex_takes_what_is_apex() {
    let mut wrong = Vec::new();
    for (line, heading, query) in queries(APEX) {
        let kind = heading.split(',').next().unwrap_or_default();
        for dialect in [Dialect::Apex, Dialect::Either] {
            if let Err(error) = parse(query, dialect) {
                wrong.push(format!("{line} {dialect:?}: {}", error.render(query)));
            }
        }
        match parse(query, Dialect::Rest) {
            Ok(_) => wrong.push(format!("{line} rest takes {query}")),
            Err(error) if format!("{:?}", error.kind()) == kind => {}
            Err(error) => wrong.push(format!("{line} rest: {}", error.render(query))),
        }
        // The macro has all of it but the access modes and the expressions of Apex.
        let mode = query.contains("WITH");
        let apex = heading.ends_with("not for soql!");
        match parse(query, Dialect::Macro) {
            Err(error) if mode && error.kind() == SoqlErrorKind::ApexOnly => {}
            Err(_) if apex => {}
            Ok(_) if !mode && !apex => {}
            Ok(_) => wrong.push(format!("{line} the macro takes {query}")),
            Err(error) => wrong.push(format!("{line} macro: {}", error.render(query))),
        }
    }
    assert_none(&wrong);
}

#[test]
fn printing_and_reading_back_changes_nothing() {
    let mut wrong = Vec::new();
    for (_, _, query) in queries(VALID).chain(queries(APEX)) {
        let Ok(parsed) = parse(query, Dialect::Apex) else {
            continue;
        };
        let printed = parsed.to_string();
        match parse(&printed, Dialect::Apex) {
            Ok(again) if again == parsed && again.to_string() == printed => {}
            Ok(again) => wrong.push(format!("{query}\n  {printed}\n  {again}")),
            Err(error) => wrong.push(format!("{query}\n{}", error.render(&printed))),
        }
    }
    assert_none(&wrong);
}

#[test]
fn keywords_and_functions_are_read_in_any_case() {
    let upper = |query: &str| query.to_ascii_uppercase();
    for (_, _, query) in queries(VALID) {
        // \u is not \U, and 'mi' is not 'MI'.
        if query.contains("\\u") || query.contains("'mi'") || query.contains("'km'") {
            continue;
        }
        let query = upper(query);
        if let Err(error) = parse(&query, Dialect::Rest) {
            panic!("{}", error.render(&query));
        }
    }
}

#[test]
fn every_error_can_be_shown() {
    for (_, _, query) in queries(INVALID) {
        let Err(error) = parse(query, Dialect::Apex) else {
            continue;
        };
        let (line, column) = error.line_column(query);
        assert_eq!(line, 1);
        assert!(column <= query.chars().count() + 1, "{query}");
        assert!(query.get(error.span().range()).is_some(), "{query}");
        let rendered = error.render(query);
        assert!(rendered.contains('^'), "{rendered}");
        let salesforce = error.salesforce_message(query);
        assert!(
            salesforce.contains("ERROR at Row:1:Column:"),
            "{salesforce}"
        );
        assert!(!error.message().is_empty(), "{query}");
    }
}
