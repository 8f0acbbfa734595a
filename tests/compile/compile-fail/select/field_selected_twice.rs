//! A field is selected once.

use ats_core::prelude::*;
use ats_generated::*;

#[derive(Select)]
#[select(Job)]
struct Row {
    name: Option<String>,
    #[select(name)]
    title: Option<String>,
}

fn main() {}
