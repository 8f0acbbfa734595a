//! A status of an interview is no status of a job.

use ats_core::prelude::*;
use ats_generated::*;

fn main() {
    let _: Select<Job> = Job::select().filter(Job::STATUS.eq(InterviewStatus::Scheduled));
}
