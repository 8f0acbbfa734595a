//! Random queries.

use ats_schema::soql::check::{Options, check, check_text};
use ats_schema::soql::{Dialect, parse};
use proptest::prelude::*;

use super::generator::mutate::KINDS;
use super::generator::{Generator, Mistake};
use super::header;
use super::schemas::catalog;

#[path = "../soql_generator/mod.rs"]
mod any;

#[test]
fn random_queries_are_accepted_and_mistakes_in_them_refused() {
    let catalog = catalog();
    let mut generator = Generator::new(catalog, 1);
    let mut longest = 0;
    let mut made = [0_usize; KINDS];
    for _ in 0..10_000 {
        let (query, mistake) = generator.pair();
        longest = longest.max(query.len());
        let checked = check_text(&query, Dialect::Rest, catalog, &Options::default());
        let (_, report) = checked.unwrap_or_else(|error| panic!("{}", error.render(&query)));
        if let Some(finding) = report.findings.first() {
            panic!("{}\n{}", header(finding), finding.render(&query));
        }
        let Mistake { query, code, which } = mistake;
        let checked = check_text(&query, Dialect::Rest, catalog, &Options::default());
        let (_, report) = checked.unwrap_or_else(|error| panic!("{}", error.render(&query)));
        let codes = report.findings.iter().map(|finding| finding.class().code());
        let codes: Vec<_> = codes.collect();
        let wanted = !codes.is_empty() && codes.iter().all(|found| *found == Some(code));
        assert!(wanted, "{which}: {code}, found {codes:?}: {query}");
        made[which] += 1;
    }
    assert!(longest > 500, "{longest}");
    let never: Vec<_> = (0..KINDS).filter(|which| made[*which] == 0).collect();
    assert!(never.is_empty(), "mistakes that no query had: {never:?}");
}

/// A made-up query full of names the schema knows, so that the rules behind names are
/// reached, too.
fn with_known_names(text: &str, seed: u64) -> String {
    const NAMES: [&str; 12] = [
        "Account",
        "Name",
        "Id",
        "Contacts",
        "Owner.Name",
        "CreatedDate",
        "Industry",
        "Many__c",
        "bpats__Account__r.Name",
        "bpats__Job__c",
        "Parent.Parent",
        "IsDeleted",
    ];
    let mut seed = seed;
    let words = text.split(' ').map(|word| {
        let is_name = word.contains("__") || word.starts_with(|c: char| c.is_ascii_lowercase());
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let at = usize::try_from(seed >> 40).unwrap() % NAMES.len();
        match is_name && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
            true => NAMES[at],
            false => word,
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

proptest! {
    /// Whatever can be asked, the checker answers, and points into the text.
    #[test]
    fn never_panics(query in any::query(), seed in any::<u64>()) {
        let catalog = catalog();
        let report = check(&query, catalog, &Options::default());
        prop_assert!(report.wanted.is_empty());
        for text in [query.to_string(), with_known_names(&query.to_string(), seed)] {
            if let Ok(query) = parse(&text, Dialect::Either) {
                let report = check(&query, catalog, &Options::default());
                for finding in &report.findings {
                    prop_assert!(finding.span().range().end <= text.len());
                    prop_assert!(text.get(finding.span().range()).is_some());
                    let rendered = finding.render(&text);
                    prop_assert!(rendered.contains('^'), "{}", rendered);
                }
                let binds = query.binds().len();
                prop_assert!(report.binds.len() <= binds);
            }
        }
    }
}
