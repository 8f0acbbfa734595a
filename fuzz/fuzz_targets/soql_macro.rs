//! Runs `soql!` on any query; the text after the first line break is its other arguments.

#![no_main]

use ats_fuzz::derives::ask_for;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let (query, more) = text.split_once('\n').unwrap_or((text, ""));
    ask_for(query, more);
});
