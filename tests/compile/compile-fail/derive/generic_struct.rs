//! A record is the same for everybody.

use ats_core::prelude::*;

#[derive(SObject)]
#[sobject(name = "Skill__c", query)]
struct Skill<T> {
    #[sobject(name = "Level__c", filter)]
    level: Option<T>,
}

fn main() {}
