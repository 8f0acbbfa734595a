//! What is not listed has nothing that can be said of it.

use ats_core::prelude::*;

#[derive(Picklist)]
enum Level {
    #[picklist("Low")]
    Low,
    #[picklist(unlisted, label = "Something else")]
    Other(String),
}

fn main() {}
