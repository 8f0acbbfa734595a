//! A picklist has its enum.

use ats_core::prelude::*;
use ats_generated::*;

fn main() {
    _ = text!(Job::PRIORITY, "High");
}
