//! Groups have columns, no records.

use ats_core::prelude::*;
use ats_generated::*;

#[derive(Select)]
#[select(Job)]
struct Row {
    account: Option<Company>,
    #[select(count)]
    jobs: i64,
}

#[derive(Select)]
#[select(Account)]
struct Company {
    name: Option<String>,
}

fn main() {}
