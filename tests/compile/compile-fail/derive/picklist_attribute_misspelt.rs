//! An attribute of a picklist's value that nobody knows.

use ats_core::prelude::*;

#[derive(Picklist)]
enum Status {
    #[picklist("Open")]
    Open,
    #[picklist("Old", inactiv)]
    Old,
    #[picklist(unlisted)]
    Unknown(Unlisted),
}

fn main() {}
