//! Fields go by their Rust names.

use ats_core::prelude::*;
use ats_generated::*;

#[derive(Select)]
#[select(Job)]
struct Row {
    #[select(bpats__Job_Title__c)]
    title: Option<String>,
}

fn main() {}
