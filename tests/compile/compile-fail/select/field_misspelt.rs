//! A field that the object does not have.

use ats_core::prelude::*;
use ats_generated::*;

#[derive(Select)]
#[select(Job)]
struct Row {
    job_titel: Option<String>,
}

fn main() {}
