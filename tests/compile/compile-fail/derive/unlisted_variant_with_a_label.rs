//! The variant for unlisted values has no label.

use ats_core::prelude::*;

#[derive(Picklist)]
enum Level {
    #[picklist("Low")]
    Low,
    #[picklist(unlisted, label = "Something else")]
    Other(String),
}

fn main() {}
