//! A float is not exact; a number is.

use ats_core::prelude::*;
use ats_generated::*;

fn main() {
    let _: Select<Job> = Job::select().filter(Job::BILL_RATE.ge(99.5));
}
