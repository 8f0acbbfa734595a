//! An object without its API name.

use ats_core::prelude::*;

#[derive(SObject)]
#[sobject(label = "Skill", query)]
struct Skill {
    #[sobject(name = "Name", filter)]
    name: Option<Text<80>>,
}

fn main() {}
