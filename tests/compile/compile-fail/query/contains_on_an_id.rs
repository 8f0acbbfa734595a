//! LIKE is for text, and ids are not.

use ats_core::prelude::*;
use ats_generated::*;

fn main() {
    let _: Select<Job> = Job::select().filter(Job::ID.contains("a0M"));
}
