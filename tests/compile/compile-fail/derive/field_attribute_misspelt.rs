//! An attribute that nobody knows: the nearest one is named, or all of them.

use ats_core::prelude::*;

#[derive(SObject)]
#[sobject(name = "Skill__c", query)]
struct Skill {
    #[sobject(name = "Name", filterable)]
    name: Option<Text<80>>,
    #[sobject(name = "Level__c", colour)]
    level: Option<i64>,
}

fn main() {}
