//! Conditions on two objects do not go together.

use ats_core::prelude::*;
use ats_generated::*;

fn main() {
    let _: Select<Job> =
        Job::select().filter(Job::IS_ACTIVE.eq(true) & Contact::EMAIL.is_not_null());
}
