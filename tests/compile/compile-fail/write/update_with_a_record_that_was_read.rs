//! Nor is it what is changed.

use ats_core::prelude::*;
use ats_core::record;
use ats_generated::*;

fn main() {
    let job: Id<Job> = Id::literal("a0MEm000004fFnBMAU");
    _ = record::update(job, &Job::default());
}
