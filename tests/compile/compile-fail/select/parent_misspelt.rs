//! A way that leads nowhere.

use ats_core::prelude::*;
use ats_generated::*;

#[derive(Select)]
#[select(Job)]
struct Row {
    #[select(acount.name)]
    account: Option<String>,
}

fn main() {}
