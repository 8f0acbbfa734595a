//! Queries that are checked when they are compiled, sent to the emulated org: what `soql!` and
//! `#[derive(Select)]` say the rows are is what comes.

mod derived;
mod org;
mod verbatim;
