//! Sixteen columns at a time.

use ats_core::prelude::*;
use ats_generated::*;

fn main() {
    let _: Select<Job> = Job::select().fields((
        Job::ID,
        Job::NAME,
        Job::JOB_TITLE,
        Job::STATUS,
        Job::PRIORITY,
        Job::SHIFT,
        Job::TAGS,
        Job::LOCATION,
        Job::SALARY,
        Job::BONUS,
        Job::END_DATE,
        Job::START_DATE,
        Job::POSTED_DATE,
        Job::PAY_RATE,
        Job::BILL_RATE,
        Job::FIXED_FEE,
        Job::PAY_RANGE,
    ));
}
