//! LIKE is for text.

use ats_core::prelude::*;
use ats_generated::*;

fn main() {
    let _: Select<Job> = Job::select().filter(Job::STATUS.like("Op%"));
}
