//! A sum wants numbers.

use ats_core::prelude::*;
use ats_generated::*;

#[derive(Select)]
#[select(Job)]
struct Row {
    #[select(sum = job_title)]
    total: Option<Number>,
}

fn main() {}
