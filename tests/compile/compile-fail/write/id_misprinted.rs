//! The guide prints this id with a letter O where the org has a zero.

use ats_core::prelude::*;
use ats_core::record;
use ats_generated::*;

fn main() {
    const JOB: Id<Job> = Id::literal("aOMEm000004fFnBMAU");
    _ = record::delete(JOB);
}
