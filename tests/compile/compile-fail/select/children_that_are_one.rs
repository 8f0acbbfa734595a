//! There may be several.

use ats_core::prelude::*;
use ats_generated::*;

#[derive(Select)]
#[select(Job)]
struct Row {
    interviews: Option<Talk>,
}

#[derive(Select)]
#[select(Interview)]
struct Talk {
    name: String,
}

fn main() {}
