//! The order is that of the builder, and so are its rules.

use ats_core::prelude::*;
use ats_generated::*;

#[derive(Select)]
#[select(Job)]
struct Row {
    name: Option<String>,
}

fn main() {
    let _ = Row::select().order_by(Job::JOB_DESCRIPTION.asc());
}
