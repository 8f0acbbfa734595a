//! What Salesforce answers: one mistake of several, and its place.

use ats_schema::soql::Dialect;
use ats_schema::soql::check::{Class, Options, check_text, reported};

use super::schemas::catalog;

/// The last line of the message of the finding that is reported, with the place before it.
fn answer(source: &str) -> Option<(String, String)> {
    let checked = check_text(source, Dialect::Rest, catalog(), &Options::default());
    let (_, report) = checked.unwrap_or_else(|error| panic!("{}", error.render(source)));
    let error = reported(&report.findings)?.salesforce_error(source)?;
    Some((error.code.as_str().to_owned(), error.message))
}

/// Our rule: objects in FROM, then everything in the order of the text, then limits of the whole
/// query.
#[test]
fn one_of_several_mistakes_is_reported() {
    let children = vec!["(SELECT Id FROM Contacts)"; 21].join(", ");
    let many_children = format!("SELECT {children}, Nmae FROM Account");
    let unknown_object = "sObject type 'Acount' is not supported";
    for (source, code, words) in [
        ("SELECT Nmae FROM Acount", "INVALID_TYPE", unknown_object),
        (
            "SELECT Nmae FROM Account WHERE Id IN (SELECT Id FROM Acount)",
            "INVALID_TYPE",
            unknown_object,
        ),
        (
            "SELECT Id FROM Acount WHERE Id IN (SELECT Id FROM Contcat)",
            "INVALID_TYPE",
            unknown_object,
        ),
        (
            "SELECT Nmae FROM Account WHERE Zebra = 1 ORDER BY Description",
            "INVALID_FIELD",
            "No such column 'Nmae'",
        ),
        (
            "SELECT Id FROM Account WHERE Id = '53' AND Zebra = 1 ORDER BY Description",
            "INVALID_QUERY_FILTER_OPERATOR",
            "invalid ID field: 53",
        ),
        (
            "SELECT (SELECT Nmae FROM Contacts), Zebra FROM Account",
            "INVALID_FIELD",
            "No such column 'Nmae' on entity 'Contact'",
        ),
        (
            "SELECT Name FROM Account GROUP BY Name HAVING Zebra = 1 ORDER BY Industry",
            "INVALID_FIELD",
            "No such column 'Zebra'",
        ),
        (
            "SELECT Id FROM Account WHERE Account.Zebra = 1 AND Id IN (SELECT WhatId FROM Tsak)",
            "INVALID_TYPE",
            "sObject type 'Tsak' is not supported",
        ),
        (
            "SELECT FIELDS(CUSTOM) FROM Account WHERE Id IN (SELECT Id FROM Contact)",
            "MALFORMED_QUERY",
            "The SOQL FIELDS function must have a LIMIT",
        ),
        (
            "SELECT Id FROM Account WHERE Id IN (SELECT Account.Id FROM Contact) \
             ORDER BY toLabel(Industry)",
            "MALFORMED_QUERY",
            "The selected field cannot have more than one level of relationships",
        ),
        (&*many_children, "INVALID_FIELD", "No such column 'Nmae'"),
    ] {
        let (found, message) = answer(source).unwrap();
        assert_eq!(found, code, "{source}");
        assert!(message.contains(words), "{source}: {message}");
    }
}

/// Salesforce points at the beginning of a path, and at the left side of a comparison.
#[test]
fn places() {
    for (source, place) in [
        (
            "SELECT Id, Owner.Zebra FROM bpats__Job__c",
            Some("Column:12\n"),
        ),
        (
            "SELECT Id, Parent.Boss.Name FROM Account",
            Some("Column:12\n"),
        ),
        (
            "SELECT Id FROM Account WHERE Parent.Name = 5",
            Some("Column:30\n"),
        ),
        (
            "SELECT Id FROM Account WHERE Parent.Id = '53'",
            Some("Column:30\n"),
        ),
        (
            "SELECT Id FROM Account WHERE Id LIKE 'a'",
            Some("Column:30\n"),
        ),
        ("SELECT Id, Id FROM Account", None),
        ("SELECT Name, COUNT(Id) FROM Account", None),
        ("SELECT Id FROM Account OFFSET 2001", None),
    ] {
        let (_, message) = answer(source).unwrap();
        match place {
            Some(place) => assert!(message.contains(place), "{source}: {message}"),
            None => assert!(!message.contains("Row:"), "{source}: {message}"),
        }
    }
}

/// What only we object to, Salesforce answers.
#[test]
fn what_never_matches_has_no_error() {
    let source = "SELECT Id FROM bpats__Job__c WHERE bpats__Priority__c = 'Hihg'";
    let checked = check_text(source, Dialect::Rest, catalog(), &Options::default());
    let (_, report) = checked.unwrap();
    assert_eq!(*report.findings[0].class(), Class::NeverMatches);
    assert_eq!(report.findings[0].salesforce_error(source), None);
    assert_eq!(answer(source), None);
}
