//! Any text is read or refused in words, by every dialect; what the REST API takes, all take.

#![no_main]

use ats_schema::soql::Dialect;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|source: &str| {
    let taken = ats_fuzz::DIALECTS.map(|dialect| ats_fuzz::read(source, dialect).is_some());
    let rest = ats_fuzz::read(source, Dialect::Rest);
    assert!(rest.is_none() || taken == [true; 4], "{taken:?}");
    let [_, apex, macro_, either] = taken;
    assert_eq!(apex, either, "Apex takes all that the others take");
    // Binds are of another language in Rust: `:{x}`, `:a::b`.
    assert!(!macro_ || either, "what the macro takes is a query");
});
