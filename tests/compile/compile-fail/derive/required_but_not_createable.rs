//! What a create must have, a create must be able to set.

use ats_core::prelude::*;

#[derive(SObject)]
#[sobject(name = "Skill__c", query, create)]
struct Skill {
    #[sobject(name = "Name", required, filter)]
    name: Option<Text<80>>,
}

fn main() {}
