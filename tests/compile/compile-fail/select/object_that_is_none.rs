//! A type that is no object.

use ats_core::prelude::*;
use ats_generated::*;

#[derive(Select)]
#[select(JobStatus)]
struct Row {
    name: Option<String>,
}

fn main() {}
