//! A job has no parent that is an interview.

use ats_core::prelude::*;
use ats_generated::*;

fn main() {
    let _: Select<Job> = Job::select().parent(Job::ACCOUNT, Contact::EMAIL);
}
