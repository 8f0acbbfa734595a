//! Salesforce does not sort by long text areas.

use ats_core::prelude::*;
use ats_generated::*;

fn main() {
    let _: Select<Job> = Job::select().order_by(Job::JOB_DESCRIPTION.asc());
}
