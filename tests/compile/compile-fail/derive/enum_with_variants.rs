//! An enum that names an object is empty.

use ats_core::prelude::*;

#[derive(SObject)]
#[sobject(name = "Skill__c")]
enum Skill {
    Rust,
    Sql,
}

fn main() {}
