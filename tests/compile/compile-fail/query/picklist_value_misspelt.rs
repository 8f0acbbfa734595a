//! Priority of Job has a value High, and no other that looks like it.

use ats_core::prelude::*;
use ats_generated::*;

fn main() {
    let _: Select<Job> = Job::select().filter(Job::PRIORITY.eq(JobPriority::Hihg));
}
