//! A query of jobs is filtered by the columns of jobs.

use ats_core::prelude::*;
use ats_generated::*;

fn main() {
    let _: Select<Job> = Job::select().filter(Contact::EMAIL.eq("test@test.com"));
}
