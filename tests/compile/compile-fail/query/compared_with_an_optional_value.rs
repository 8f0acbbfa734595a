//! Nor is it known that an optional value is there.

use ats_core::prelude::*;
use ats_generated::*;

fn main() {
    let job = Job::default();
    let _: Select<Job> = Job::select().filter(Job::ACCOUNT_ID.eq(job.account_id));
}
