//! What must not compile does not, and says why; what must compile does.
//!
//! The messages are part of the product. After a change to them, run
//! `TRYBUILD=overwrite cargo test -p ats-compile-tests` and read every `.stderr` that
//! changed as somebody who has never seen this repository.

/// Each case goes through `cargo check`, not `cargo build`: a mistake that only a build finds is
/// found too late.
#[test]
fn what_must_not_compile() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("compile-fail/derive/*.rs");
    cases.compile_fail("compile-fail/query/*.rs");
    cases.compile_fail("compile-fail/select/*.rs");
    cases.compile_fail("compile-fail/soql/*.rs");
    cases.compile_fail("compile-fail/write/*.rs");
}

#[test]
fn what_must_compile() {
    let cases = trybuild::TestCases::new();
    cases.pass("compile-pass/*.rs");
}
