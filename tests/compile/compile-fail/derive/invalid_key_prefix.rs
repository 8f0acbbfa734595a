//! A key prefix has three letters or digits.

use ats_core::prelude::*;

#[derive(SObject)]
#[sobject(name = "Skill__c", prefix = "toolong!!", query)]
struct Skill {
    #[sobject(name = "Level__c", filter)]
    level: Option<Text<80>>,
}

#[derive(SObject)]
#[sobject(name = "Job__c", prefix = "")]
enum Job {}

fn main() {}
