//! Properties of every query and of every derive input.

// A proc-macro crate exports only macros, so its modules are compiled into this crate. They must be at
// the root, because they refer to each other by `crate::`.
#[path = "../../ats-derive/src/attr.rs"]
mod attr;
#[path = "../../ats-derive/src/nesting.rs"]
mod nesting;
#[path = "../../ats-derive/src/picklist.rs"]
mod picklist;
#[path = "../../ats-derive/src/polymorphic.rs"]
mod polymorphic;
#[path = "../../ats-derive/src/query/mod.rs"]
mod query;
#[path = "../../ats-derive/src/sobject/mod.rs"]
mod sobject;
#[path = "../../ats-derive/src/standard_traits.rs"]
mod standard_traits;
#[path = "../../ats-derive/src/text.rs"]
mod text;

pub mod derives;
/// Items made of bytes.
#[path = "../../ats-derive/src/tests/grammar.rs"]
pub mod grammar;

use ats_schema::schema::{Catalog, Object};
use ats_schema::soql::ast::Query;
use ats_schema::soql::check::{Options, Report, check};
use ats_schema::soql::{Dialect, SoqlErrorKind, parse};

/// Every dialect.
pub const DIALECTS: [Dialect; 4] = [
    Dialect::Rest,
    Dialect::Apex,
    Dialect::Macro,
    Dialect::Either,
];

/// Reads a text. What is refused is refused in words, at a place in the text.
///
/// # Panics
///
/// If not.
#[must_use]
pub fn read(source: &str, dialect: Dialect) -> Option<Query> {
    let error = match parse(source, dialect) {
        Ok(query) => return Some(query),
        Err(error) => error,
    };
    assert!(source.get(error.span().range()).is_some(), "{error:?}");
    assert!(!error.message().is_empty());
    assert!(error.render(source).contains('^'));
    let (line, column) = error.line_column(source);
    assert!(line >= 1 && column >= 1);
    let salesforce = error.salesforce_message(source);
    let has_place = salesforce.contains("ERROR at Row:");
    assert!(
        has_place || error.kind() == SoqlErrorKind::Empty,
        "{salesforce}"
    );
    None
}

/// Prints a query, reads it back, and prints that.
///
/// # Panics
///
/// If it is another one.
pub fn round_trip(query: &Query, dialect: Dialect) {
    let printed = query.to_string();
    match parse(&printed, dialect) {
        Ok(again) => {
            assert_eq!(&again, query, "{printed}");
            assert_eq!(again.to_string(), printed);
        }
        Err(error) => panic!("{}", error.render(&printed)),
    }
}

/// Checks a query. Every finding points into the text and can be shown.
///
/// # Panics
///
/// If not.
pub fn look_at<'s>(source: &str, query: &Query, catalog: &'s Catalog) -> Report<'s> {
    let report = check(query, catalog, &Options::default());
    for finding in &report.findings {
        assert!(source.get(finding.span().range()).is_some(), "{finding:?}");
        assert!(!finding.message().is_empty());
        assert!(finding.render(source).contains('^'));
    }
    let binds = query.binds().len();
    assert!(
        report.binds.len() <= binds,
        "{} of {binds}",
        report.binds.len()
    );
    report
}

const ACCOUNT: &str = "\
ats-object 1|Account|Account|001|q
Id|id|fsga|18
IsDeleted|boolean|fsg
Name|string|fsgat|255
Industry|picklist|fsgan|255|||||Banking,Biotechnology
ParentId|reference|fsgan|18||Parent|Account
OwnerId|reference|fsga|18||Owner|User
CreatedDate|datetime|fsa
Description|textarea|n|32000
AnnualRevenue|currency|fsan||18,0
NumberOfEmployees|int|fsgan|8
BillingAddress|address|fn
>Contacts|Contact|AccountId
>ChildAccounts|Account|ParentId
>bpats__Jobs__r|bpats__Job__c|bpats__Account__c
";

const CONTACT: &str = "\
ats-object 1|Contact|Contact|003|q
Id|id|fsga|18
FirstName|string|fsgan|40
LastName|string|fsga|80
AccountId|reference|fsgan|18||Account|Account
Email|email|fsgan|80
Birthdate|date|fsgan
";

/// What the others have none of: several choices, letter case, times, places.
const THING: &str = "\
ats-object 1|Thing__c|Thing|x00|q
Id|id|fsga|18
Name|string|fsgant|80
Many__c|multipicklist|fnrc|4099|||||a,=Apple,b,=Berry,c,=Cherry
Grade__c|picklist|fsganrc|255|||||High,Low,-Old,x,=Excellent
Exact__c|string|fsganc|80
Time__c|time|fsanc
Share__c|percent|fsanc||5,1
Site__c|location|fnc
Site__Latitude__s|double|fsanc||9,6|||Site__c
Site__Longitude__s|double|fsanc||9,6|||Site__c
Secret__c|encryptedstring|nc|175
WhatId|reference|fsganm|18||What|Account,Contact
";

const JOB: &str = include_str!("../../ats-schema/tests/check/job.compact");

/// The compact texts of the objects.
const OBJECTS: [&str; 4] = [JOB, ACCOUNT, CONTACT, THING];

/// A few objects that have everything queries can ask for.
///
/// # Panics
///
/// If one of them is no object.
#[must_use]
pub fn catalog() -> Catalog {
    let objects = OBJECTS.map(|text| match Object::parse(text) {
        Ok(object) => object,
        Err(error) => panic!("{error}"),
    });
    Catalog::from_iter(objects)
}
