//! A `validFor` that is no base64.

use ats_core::prelude::*;

#[derive(Picklist)]
#[picklist(controlled_by = bool)]
enum Shift {
    #[picklist("Day", valid_for = "US, CA")]
    Day,
    #[picklist(unlisted)]
    Unknown(Unlisted),
}

fn main() {}
