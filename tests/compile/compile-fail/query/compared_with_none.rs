//! What has no value is found with is_null.

use ats_core::prelude::*;
use ats_generated::*;

fn main() {
    let _: Select<Job> = Job::select().filter(Job::END_DATE.eq(None));
}
