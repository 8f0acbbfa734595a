//! The crate only names this object.

use ats_core::prelude::*;
use ats_generated::*;

#[derive(Select)]
#[select(Job)]
struct Row {
    created_by: Option<String>,
}

fn main() {}
