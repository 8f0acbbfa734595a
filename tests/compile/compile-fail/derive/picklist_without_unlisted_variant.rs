//! A picklist with no place for what an admin adds tomorrow.

use ats_core::prelude::*;

#[derive(Picklist)]
enum Status {
    #[picklist("Open")]
    Open,
    #[picklist("Closed")]
    Closed,
}

fn main() {}
