//! A query of jobs has the columns of jobs.

use ats_core::prelude::*;
use ats_generated::*;

fn main() {
    let _: Select<Job> = Job::select().field(Contact::EMAIL);
}
