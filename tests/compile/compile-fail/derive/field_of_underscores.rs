//! A field's constant has its name.

use ats_core::prelude::*;

#[derive(SObject)]
#[sobject(name = "Skill__c", query)]
struct Skill {
    #[sobject(name = "Level__c", filter)]
    __: Option<Text<80>>,
}

fn main() {}
