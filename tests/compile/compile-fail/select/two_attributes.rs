//! A field selects one thing.

use ats_core::prelude::*;
use ats_generated::*;

#[derive(Select)]
#[select(Job)]
struct Row {
    #[select(name)]
    #[select(job_title)]
    title: String,
    #[select(account.name, account.id)]
    account: String,
}

fn main() {}
