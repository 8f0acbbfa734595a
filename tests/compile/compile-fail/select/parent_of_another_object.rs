//! The account of a job is an account.

use ats_core::prelude::*;
use ats_generated::*;

#[derive(Select)]
#[select(Job)]
struct Row {
    account: Option<Person>,
}

#[derive(Select)]
#[select(Contact)]
struct Person {
    name: Option<String>,
}

fn main() {}
