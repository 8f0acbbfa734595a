//! A number is compared with a number.

use ats_core::prelude::*;
use ats_generated::*;

fn main() {
    let _: Select<Job> = Job::select().filter(Job::BILL_RATE.ge("10,000"));
}
