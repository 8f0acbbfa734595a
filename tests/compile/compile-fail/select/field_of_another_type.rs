//! A date is no number.

use ats_core::prelude::*;
use ats_generated::*;

#[derive(Select)]
#[select(Job)]
struct Row {
    name: Option<String>,
    end_date: Option<i64>,
}

fn main() {}
