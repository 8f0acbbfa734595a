//! A field without its API name.

use ats_core::prelude::*;

#[derive(SObject)]
#[sobject(name = "Skill__c", query)]
struct Skill {
    #[sobject(name = "Name", filter)]
    name: Option<Text<80>>,
    level: Option<i64>,
}

fn main() {}
