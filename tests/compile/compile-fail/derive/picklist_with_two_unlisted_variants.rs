//! Two places for what is not listed.

use ats_core::prelude::*;

#[derive(Picklist)]
enum Status {
    #[picklist("Open")]
    Open,
    #[picklist(unlisted)]
    Unknown(Unlisted),
    #[picklist(unlisted)]
    Other(String),
}

fn main() {}
