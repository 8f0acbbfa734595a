//! A row has fields.

use ats_core::prelude::*;
use ats_generated::*;

#[derive(Select)]
#[select(Job)]
enum Row {
    Name,
}

fn main() {}
