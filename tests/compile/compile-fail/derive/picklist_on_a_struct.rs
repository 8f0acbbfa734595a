//! A picklist is an enum.

use ats_core::prelude::*;

#[derive(Picklist)]
struct Status(String);

fn main() {}
