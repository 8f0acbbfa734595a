//! What has no field of its own goes to one place.

use ats_core::prelude::*;

#[derive(SObject)]
#[sobject(name = "Skill__c", query)]
struct Skill {
    #[sobject(extra)]
    rest: Extra,
    #[sobject(extra)]
    more: Extra,
}

fn main() {}
