//! Numbers cannot be grouped by.

use ats_core::prelude::*;
use ats_generated::*;

#[derive(Select)]
#[select(Job)]
struct Row {
    salary: Option<Number>,
    #[select(count)]
    jobs: i64,
}

fn main() {}
