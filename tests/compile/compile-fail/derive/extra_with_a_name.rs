//! The field for all other columns has no column of its own.

use ats_core::prelude::*;

#[derive(SObject)]
#[sobject(name = "Skill__c", query)]
struct Skill {
    #[sobject(name = "Rest__c", extra)]
    rest: Extra,
}

fn main() {}
