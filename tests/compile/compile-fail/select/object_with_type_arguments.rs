//! An object is named by a path.

use ats_core::prelude::*;
use ats_generated::*;

#[derive(Select)]
#[select(::std::vec::Vec<u8>)]
struct Row {
    name: String,
}

fn main() {}
