//! Salesforce does not filter on long text areas.

use ats_core::prelude::*;
use ats_generated::*;

fn main() {
    let _: Select<Job> = Job::select().filter(Job::JOB_DESCRIPTION.eq("Rust"));
}
