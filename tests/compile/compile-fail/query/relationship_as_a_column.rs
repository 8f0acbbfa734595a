//! A parent is no column: its columns are.

use ats_core::prelude::*;
use ats_generated::*;

fn main() {
    let _: Select<Job> = Job::select().field(Job::ACCOUNT);
}
