//! A dependent value that does not say for which controlling values.

use ats_core::prelude::*;

#[derive(Picklist)]
#[picklist(controlled_by = bool)]
enum Shift {
    #[picklist("Day", valid_for = "wAAA")]
    Day,
    #[picklist("Night")]
    Night,
    #[picklist(unlisted)]
    Unknown(Unlisted),
}

fn main() {}
