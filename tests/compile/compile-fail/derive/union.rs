//! A record is no union.

use ats_core::prelude::*;

#[derive(SObject)]
#[sobject(name = "Skill__c", query)]
union Skill {
    level: i64,
}

fn main() {}
