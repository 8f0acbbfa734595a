//! What was read is not what is created: a job has fields that only the org sets.

use ats_core::record;
use ats_generated::*;

fn main() {
    _ = record::create(&Job::default());
}
