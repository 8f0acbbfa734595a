//! The checker and the emulated org say the same of a query: what one takes the other takes, and
//! what one refuses the other refuses with the same code.

#[path = "../../../ats-schema/tests/check/generator.rs"]
mod generator;
mod org;

use std::collections::BTreeMap;

use ats_schema::soql::Dialect;
use ats_schema::soql::check::{Class, Options, check_text, is_virtual_relationship};

use self::generator::mutate::KINDS;
use self::generator::{Generator, Mistake};
use self::org::{Org, catalog};

/// How many random queries are put to both.
const QUERIES: usize = 10_000;

/// The codes that the checker finds; empty for a query it has nothing to say of.
fn checked(query: &str) -> Vec<String> {
    let options = Options::default();
    let (_, report) = check_text(query, Dialect::Rest, catalog(), &options)
        .unwrap_or_else(|error| panic!("{}", error.render(query)));
    let findings = report.findings.iter();
    let codes = findings.map(|finding| match finding.class() {
        Class::OrgRefuses(code) => code.as_str().to_owned(),
        other => other.as_str().to_owned(),
    });
    codes.collect()
}

/// Says what there is to say, a dozen at most.
fn assert_none(wrong: &[String]) {
    let shown = wrong.len().min(12);
    assert!(
        wrong.is_empty(),
        "{} disagreements:\n{}",
        wrong.len(),
        wrong[..shown].join("\n")
    );
}

/// 10,000 random queries are accepted by the checker and run on the emulator; each with a mistake
/// in it is refused by both with the code that goes with the mistake.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_queries_and_a_mistake_in_each() {
    let org = Org::start().await;
    let mut generator = Generator::new(catalog(), 20_250_429);
    let (good, bad): (Vec<String>, Vec<Mistake>) = (0..QUERIES).map(|_| generator.pair()).unzip();
    let mut made = [0_usize; KINDS];
    let mut wrong = Vec::new();

    for query in &good {
        let codes = checked(query);
        if !codes.is_empty() {
            wrong.push(format!("the checker finds {codes:?}: {query}"));
        }
    }
    let mut rows = 0;
    for (query, answer) in good.iter().zip(org.ask(&good).await) {
        match answer {
            Ok(records) => rows += records,
            Err(refusal) => wrong.push(format!("the org says {refusal}: {query}")),
        }
    }
    assert_none(&wrong);
    assert!(rows > 1_000, "the queries found {rows} records");

    for Mistake { query, code, which } in &bad {
        made[*which] += 1;
        let codes = checked(query);
        if codes.is_empty() || codes.iter().any(|found| found != code) {
            wrong.push(format!(
                "{which}: {code}, the checker finds {codes:?}: {query}"
            ));
        }
    }
    let queries: Vec<String> = bad.iter().map(|mistake| mistake.query.clone()).collect();
    for (Mistake { query, code, which }, answer) in bad.iter().zip(org.ask(&queries).await) {
        match answer {
            Err(refusal) if refusal.starts_with(&format!("{code}: ")) => {}
            Err(refusal) => wrong.push(format!("{which}: {code}, the org says {refusal}: {query}")),
            Ok(_) => wrong.push(format!("{which}: {code}, the org takes it: {query}")),
        }
    }
    assert_none(&wrong);
    let never: Vec<_> = (0..KINDS).filter(|which| made[*which] == 0).collect();
    assert!(never.is_empty(), "mistakes that no query had: {never:?}");
}

/// The checker's own examples of good queries and of mistakes, put to the org.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_checkers_examples() {
    let org = Org::start().await;
    let mut examples = BTreeMap::new();
    for file in ["good.txt", "mistakes.txt"] {
        let text = ats_tests::text(&format!("ats-schema/tests/check/{file}"));
        let mut version_of_its_own = false;
        for line in text.lines() {
            if let Some(heading) = line.strip_prefix("# ") {
                version_of_its_own = heading.starts_with("API version 57");
            }
            let query = line.strip_prefix("> ").unwrap_or(line);
            let is_query = query.to_ascii_uppercase().starts_with("SELECT ");
            // The org has neither the object nor the fields that the checker's tests make up of
            // objects it does not know.
            let is_other = query.contains("Hidden__c") || query.contains("Anything__c");
            // It does not emulate sharing either, so it refuses UserRecordAccess and the like.
            let is_virtual = query.split(['.', ' ']).any(is_virtual_relationship);
            if !is_query || is_other || is_virtual || version_of_its_own {
                continue;
            }
            // Those with binds are not for the REST API.
            if let Ok((_, report)) =
                check_text(query, Dialect::Rest, catalog(), &Options::default())
            {
                let classes = report
                    .findings
                    .iter()
                    .map(|finding| finding.class().clone());
                examples.insert(query.to_owned(), classes.collect::<Vec<_>>());
            }
        }
    }
    assert!(examples.len() > 200, "{}", examples.len());
    let queries: Vec<String> = examples.keys().cloned().collect();
    let mut wrong = Vec::new();
    for ((query, classes), answer) in examples.iter().zip(org.ask(&queries).await) {
        // What an object that is not loaded has, only the org knows.
        if classes.contains(&Class::NotKnown) {
            continue;
        }
        let codes: Vec<&str> = classes.iter().filter_map(Class::code).collect();
        match answer {
            Ok(_) if codes.is_empty() => {}
            Ok(_) => wrong.push(format!("{codes:?}, the org takes it: {query}")),
            Err(refusal) => {
                let code = refusal.split(':').next().unwrap_or_default();
                if !codes.contains(&code) {
                    wrong.push(format!("{codes:?}, the org says {refusal}: {query}"));
                }
            }
        }
    }
    assert_none(&wrong);
}
