//! A date is compared with a date.

use ats_core::prelude::*;
use ats_generated::*;

fn main() {
    let _: Select<Job> = Job::select().filter(Job::CREATED_DATE.lt("2025-01-01T00:00:00Z"));
}
