//! What Salesforce documents about SOQL, put to the checker and to an emulated org: see
//! `README.md` beside this file.

mod objects;
mod org;
mod row;

use std::collections::HashSet;

use ats_schema::schema::Catalog;
use ats_schema::soql::check::{Options, check_text, reported};

use self::org::Org;
use self::row::{Expect, Row};

/// The least number of rows that the table must have.
const ROWS: usize = 400;

/// Returns the outcome of a row in the checker: `ok`, an error code, or the class of another
/// finding, since no documented example should have one.
fn checked(row: &Row, catalog: &Catalog) -> String {
    let mut options = Options::default();
    options.api_version = row.version;
    match check_text(&row.text(), row.dialect(), catalog, &options) {
        Err(error) => error.code().as_str().to_owned(),
        Ok((_, report)) => {
            let first = reported(&report.findings).or(report.findings.first());
            let class = first.map(|finding| finding.class());
            let code = class.map_or("ok", |class| class.code().unwrap_or(class.as_str()));
            code.to_owned()
        }
    }
}

/// Compares an outcome with the row and the mark it has today, and says what is wrong.
fn compare(row: &Row, side: &str, outcome: &str, mark: Option<&str>) -> Option<String> {
    let problem = match (row.expected() == outcome, mark) {
        (true, None) => return None,
        (true, Some(_)) => format!("remove today.{side}: it answers as documented"),
        (false, Some(mark)) if mark == outcome => return None,
        (false, _) => format!(
            "expected {}, found: today.{side} = {outcome:?}",
            row.expected()
        ),
    };
    Some(format!("{problem}\n    {}", row.query))
}

#[test]
fn every_row_has_a_source_and_is_there_once() {
    let rows = row::all();
    assert!(rows.len() >= ROWS, "{} rows", rows.len());
    let mut seen = HashSet::new();
    for row in &rows {
        let code = row.code.is_some() || row.assumed_code.is_some();
        assert_eq!(
            row.expect == Expect::Refused,
            code,
            "a refusal has a code: {}",
            row.query
        );
        assert!(
            row.message.is_none() || row.expect == Expect::Refused,
            "{}",
            row.query
        );
        assert!(
            !row.page.is_empty() && seen.insert((row.text(), row.version, row.dialect.clone())),
            "twice: {}",
            row.query
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn checker_and_org_do_what_is_documented() {
    let rows = row::all();
    let org = Org::start().await;
    let catalog = org.catalog().await;
    let mut wrong = Vec::new();
    for row in &rows {
        let outcome = checked(row, &catalog);
        wrong.extend(compare(
            row,
            "checker",
            &outcome,
            row.today.checker.as_deref(),
        ));
    }
    let asked: Vec<&Row> = rows.iter().filter(|row| row.dialect.is_none()).collect();
    for (row, answer) in asked.iter().zip(org.ask(&asked).await) {
        let outcome = match answer {
            Ok(()) => "ok".to_owned(),
            Err((code, message)) => {
                let words = row.message.as_deref().unwrap_or_default();
                match row.expected() == code && !message.contains(words) {
                    true => format!("{code}: {}", message.lines().last().unwrap_or_default()),
                    false => code,
                }
            }
        };
        wrong.extend(compare(
            row,
            "emulator",
            &outcome,
            row.today.emulator.as_deref(),
        ));
    }
    assert!(
        wrong.is_empty(),
        "{} of {} rows:\n{}",
        wrong.len(),
        rows.len(),
        wrong.join("\n")
    );
}
