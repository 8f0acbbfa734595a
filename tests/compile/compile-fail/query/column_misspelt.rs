//! A column that does not exist.

use ats_core::prelude::*;
use ats_generated::*;

fn main() {
    let _: Select<Job> = Job::select().field(Job::JOB_TITEL);
}
