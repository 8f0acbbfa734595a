//! A field selects one column.

use ats_core::prelude::*;
use ats_generated::*;

#[derive(Select)]
#[select(Job)]
struct Row {
    #[select("Name, Id")]
    name: String,
    #[select("")]
    title: String,
}

fn main() {}
