//! Runs the derives on any text: no panic, and the output is Rust.

#![no_main]

use ats_fuzz::derives::derive_for;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|source: &str| derive_for(source));
