//! Any text is read or refused in words, by every dialect; what one of them takes, `Either` takes.

#![no_main]

use ats_schema::soql::Dialect;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|source: &str| {
    let taken = ats_fuzz::DIALECTS.map(|dialect| ats_fuzz::read(source, dialect).is_some());
    let either = ats_fuzz::read(source, Dialect::Either).is_some();
    assert!(either || taken == [false; 4], "{taken:?}");
});
