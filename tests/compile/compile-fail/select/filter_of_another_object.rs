//! Jobs are filtered by fields of jobs.

use ats_core::prelude::*;
use ats_generated::*;

#[derive(Select)]
#[select(Job)]
struct Row {
    name: Option<String>,
}

fn main() {
    let _ = Row::select().filter(Contact::FIRST_NAME.eq("Ada"));
}
