//! Changes to a contact do not go to a job.

use ats_core::prelude::*;
use ats_core::record;
use ats_generated::*;

fn main() {
    let job: Id<Job> = Id::literal("a0MEm000004fFnBMAU");
    _ = record::update(job, &ContactUpdate::default());
}
