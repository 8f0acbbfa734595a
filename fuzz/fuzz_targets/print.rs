//! What is read prints as a text that reads back as the same query.

#![no_main]

use libfuzzer_sys::fuzz_target;

/// Pieces of queries, a byte each: more of the grammar than single letters reach.
const PIECES: &str = include_str!("../src/pieces.txt");

/// The text a fuzzer's bytes spell.
fn spell(bytes: &[u8]) -> String {
    let pieces: Vec<&str> = PIECES.lines().collect();
    let mut text = String::from("SELECT ");
    for &byte in bytes {
        let piece = pieces[usize::from(byte) % pieces.len()];
        text.push_str(piece);
        text.push(' ');
    }
    text
}

fuzz_target!(|bytes: &[u8]| {
    let source = match str::from_utf8(bytes) {
        Ok(text) if text.starts_with(['S', 's']) => text.to_owned(),
        _ => spell(bytes),
    };
    for dialect in ats_fuzz::DIALECTS {
        if let Some(query) = ats_fuzz::read(&source, dialect) {
            ats_fuzz::round_trip(&query, dialect);
        }
    }
});
