//! The parent has no such field.

use ats_core::prelude::*;
use ats_generated::*;

#[derive(Select)]
#[select(Job)]
struct Row {
    #[select(account.nmae)]
    account: Option<String>,
}

fn main() {}
