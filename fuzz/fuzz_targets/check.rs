//! Whatever a query asks for, the checker answers, and points into the text; what it prints to
//! is found no fault with that it had not.

#![no_main]

use std::sync::LazyLock;

use ats_schema::schema::Catalog;
use ats_schema::soql::Dialect;
use ats_schema::soql::check::FindingKind;
use libfuzzer_sys::fuzz_target;

static CATALOG: LazyLock<Catalog> = LazyLock::new(ats_fuzz::catalog);

fuzz_target!(|source: &str| {
    let Some(query) = ats_fuzz::read(source, Dialect::Either) else {
        return;
    };
    let kinds = |source: &str, query| -> Vec<FindingKind> {
        let report = ats_fuzz::look_at(source, query, &CATALOG);
        report
            .findings
            .iter()
            .map(|finding| finding.kind())
            .collect()
    };
    let printed = query.to_string();
    let again = ats_fuzz::read(&printed, Dialect::Either).expect("a query that was printed");
    assert_eq!(kinds(source, &query), kinds(&printed, &again), "{printed}");
});
