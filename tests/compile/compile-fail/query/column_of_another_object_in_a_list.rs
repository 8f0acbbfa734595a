//! The same in a list of columns.

use ats_core::prelude::*;
use ats_generated::*;

fn main() {
    let _: Select<Job> = Job::select().fields((Job::NAME, Contact::EMAIL));
}
