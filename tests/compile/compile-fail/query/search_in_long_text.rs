//! Nor does it look for a word in them.

use ats_core::prelude::*;
use ats_generated::*;

fn main() {
    let _: Select<Job> = Job::select().filter(Job::JOB_DESCRIPTION.contains("Rust"));
}
