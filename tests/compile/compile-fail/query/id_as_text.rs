//! An id is compared with an id, which has been checked.

use ats_core::prelude::*;
use ats_generated::*;

fn main() {
    let _: Select<Job> = Job::select().filter(Job::ID.eq("a0MEm000004fFnBMAU"));
}
