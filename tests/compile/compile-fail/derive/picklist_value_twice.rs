//! One value, two variants.

use ats_core::prelude::*;

#[derive(Picklist)]
enum Status {
    #[picklist("Open")]
    Open,
    #[picklist("Open")]
    Opened,
    #[picklist(unlisted)]
    Unknown(Unlisted),
}

fn main() {}
