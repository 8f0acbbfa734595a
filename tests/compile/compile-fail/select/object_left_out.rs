//! A row is of an object.

use ats_core::prelude::*;
use ats_generated::*;

#[derive(Select)]
struct Row {
    name: Option<String>,
}

fn main() {}
