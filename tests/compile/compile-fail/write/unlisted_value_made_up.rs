//! A value that the org does not list comes from the org or not at all.

use ats_core::prelude::*;
use ats_generated::*;

fn main() {
    _ = JobPriority::Unknown(Unlisted("Urgent".into()));
}
