//! Any text of tokens, derived for: no panic, and what comes out is Rust.

#![no_main]

use ats_fuzz::derives::derive_for;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|source: &str| derive_for(source));
