//! Derived types have names of their own.

use ats_core::prelude::*;

#[derive(SObject)]
#[sobject(name = "Skill__c", create, update)]
#[sobject(new = "Change", changes = "Change")]
struct Skill {
    #[sobject(name = "Level__c", create, update)]
    level: Option<Text<80>>,
}

fn main() {}
