//! Picklists are equal or not.

use ats_core::prelude::*;
use ats_generated::*;

fn main() {
    let _: Select<Job> = Job::select().filter(Job::PRIORITY.gt(JobPriority::Low));
}
