//! An API name cannot be empty.

use ats_core::prelude::*;

#[derive(SObject)]
#[sobject(name = "", query)]
struct Skill {
    #[sobject(name = "", filter)]
    level: Option<Text<80>>,
}

fn main() {}
