//! The interviews of a job are queried as interviews.

use ats_core::prelude::*;
use ats_generated::*;

fn main() {
    let _: Select<Job> =
        Job::select().children(Job::INTERVIEWS, Offer::select().field(Offer::NAME));
}
