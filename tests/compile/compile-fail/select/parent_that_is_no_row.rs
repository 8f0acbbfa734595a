//! A parent is a row of its own.

use ats_core::prelude::*;
use ats_generated::*;

#[derive(Select)]
#[select(Job)]
struct Row {
    account: Option<String>,
}

fn main() {}
