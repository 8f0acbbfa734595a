//! What has no name cannot be asked for.

use ats_core::prelude::*;

#[derive(SObject)]
#[sobject(name = "", query)]
struct Skill {
    #[sobject(name = "", filter)]
    level: Option<Text<80>>,
}

fn main() {}
