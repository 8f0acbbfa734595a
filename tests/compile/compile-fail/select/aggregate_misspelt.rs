//! There is no such function.

use ats_core::prelude::*;
use ats_generated::*;

#[derive(Select)]
#[select(Job)]
struct Row {
    #[select(cuont = id)]
    jobs: i64,
}

fn main() {}
