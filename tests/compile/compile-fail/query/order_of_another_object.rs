//! A query of jobs is sorted by the columns of jobs.

use ats_core::prelude::*;
use ats_generated::*;

fn main() {
    let _: Select<Job> = Job::select().order_by(Contact::EMAIL.asc());
}
