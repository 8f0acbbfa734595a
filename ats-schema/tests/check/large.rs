//! Large queries: the checker takes time in proportion to their length.

use std::time::{Duration, Instant};

use ats_schema::soql::check::{Options, check};
use ats_schema::soql::{Dialect, parse};

use super::schemas::catalog;

/// Queries made of one piece again and again, each a little different where that matters.
fn long(shape: usize, times: usize) -> String {
    let all = |piece: &dyn Fn(usize) -> String| (0..times).map(piece).collect::<String>();
    match shape {
        0 => format!("SELECT Id{} FROM Account", ", Name".repeat(times)),
        1 => format!("SELECT Id{} FROM Account", all(&|n| format!(", Nmae{n}"))),
        2 => {
            let names = ["Name", "Industry", "CreatedDate", "Owner.Name"];
            let more = all(&|n| format!(" AND {} != null", names[n % 4]));
            format!("SELECT Id FROM Account WHERE Id != null{more}")
        }
        3 => {
            let more = all(&|n| format!(", 'text {n}'"));
            format!("SELECT Id FROM Account WHERE Name IN ('x'{more})")
        }
        4 => {
            let more = all(&|n| format!(", 'value {n}'"));
            format!("SELECT Id FROM bpats__Job__c WHERE bpats__Priority__c IN ('x'{more})")
        }
        5 => {
            let more = all(&|n| format!(", a.Parent b{n}"));
            format!("SELECT b1.Name FROM Account a{more} WHERE b0.Name = 'x'")
        }
        6 => {
            let more = all(&|n| format!(", b{n}.Parent b{}", n + 1));
            format!("SELECT Id FROM Account b0{more}")
        }
        7 => {
            let more = all(&|n| format!(", COUNT(Id) c{n}"));
            format!("SELECT Name{more} FROM Account GROUP BY Name")
        }
        8 => {
            let more = all(&|n| format!(", CALENDAR_YEAR(P{n}__r.CreatedDate)"));
            format!("SELECT COUNT(Id) FROM Account GROUP BY Name{more}")
        }
        9 => {
            let more = all(&|n| format!(", P{n}__r.Name"));
            format!("SELECT Id{more} FROM Contact")
        }
        10 => {
            let more = all(&|n| format!(", (SELECT Id FROM Contacts WHERE Name = 'x{n}')"));
            format!("SELECT Id{more} FROM Account")
        }
        11 => format!(
            "SELECT Id FROM Account ORDER BY Id{}",
            ", Owner.Name DESC".repeat(times)
        ),
        _ => {
            let more = all(&|n| format!(" WHEN User{n} THEN Name"));
            format!("SELECT TYPEOF Owner WHEN User THEN Name{more} END FROM bpats__Job__c")
        }
    }
}

const SHAPES: usize = 13;

#[test]
fn a_megabyte_is_checked_in_no_more_time_than_its_length_allows() {
    for shape in 0..SHAPES {
        // About a megabyte; Salesforce takes a tenth of it.
        let piece = long(shape, 2).len() - long(shape, 1).len();
        let source = long(shape, 1_000_000 / piece.max(10));
        let query = parse(&source, Dialect::Rest).unwrap_or_else(|error| panic!("{error}"));
        let begin = Instant::now();
        let report = check(&query, catalog(), &Options::default());
        assert!(report.findings.len() <= Options::default().most_findings);
        let time = begin.elapsed();
        // In proportion it is a second or two on a slow machine; by the square, minutes.
        assert!(time < Duration::from_secs(20), "shape {shape}: {time:?}");
    }
}
