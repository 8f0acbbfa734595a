//! A picklist is compared with its enum, not with text.

use ats_core::prelude::*;
use ats_generated::*;

fn main() {
    let _: Select<Job> = Job::select().filter(Job::PRIORITY.eq("High"));
}
