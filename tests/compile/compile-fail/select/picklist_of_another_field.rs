//! Each picklist has an enum of its own.

use ats_core::prelude::*;
use ats_generated::*;

#[derive(Select)]
#[select(Job)]
struct Row {
    status: Option<JobPriority>,
}

fn main() {}
