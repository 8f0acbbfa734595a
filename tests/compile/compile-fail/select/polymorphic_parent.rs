//! An owner may be a user or a queue.

use ats_core::prelude::*;
use ats_generated::*;

#[derive(Select)]
#[select(Job)]
struct Row {
    owner: Option<Person>,
}

#[derive(Select)]
#[select(Contact)]
struct Person {
    name: Option<String>,
}

fn main() {}
