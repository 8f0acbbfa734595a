//! A field that would always need a value, though a query brings only what it selected.

use ats_core::prelude::*;

#[derive(SObject)]
#[sobject(name = "Skill__c", query)]
struct Skill {
    #[sobject(name = "Name", filter)]
    name: Text<80>,
}

fn main() {}
