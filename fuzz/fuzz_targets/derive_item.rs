//! Runs the derives on generated items with right and wrong attributes.

#![no_main]

use ats_fuzz::derives::derive_for;
use ats_fuzz::grammar;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    derive_for(&grammar::item(bytes));
    derive_for(&grammar::pieces(bytes));
});
