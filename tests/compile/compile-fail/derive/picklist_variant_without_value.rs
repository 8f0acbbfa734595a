//! A variant that does not say which value it is.

use ats_core::prelude::*;

#[derive(Picklist)]
enum Status {
    #[picklist("Open")]
    Open,
    OnHold,
    #[picklist(unlisted)]
    Unknown(Unlisted),
}

fn main() {}
