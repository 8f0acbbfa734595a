//! A text is compared with text.

use ats_core::prelude::*;
use ats_generated::*;

fn main() {
    let _: Select<Job> = Job::select().filter(Job::JOB_TITLE.eq(42));
}
