//! The interviews of a job are interviews.

use ats_core::prelude::*;
use ats_generated::*;

#[derive(Select)]
#[select(Job)]
struct Row {
    interviews: Vec<Person>,
}

#[derive(Select)]
#[select(Contact)]
struct Person {
    name: Option<String>,
}

fn main() {}
