//! Underscores at the end do not tell constants apart.

use ats_core::prelude::*;

#[derive(SObject)]
#[sobject(name = "Skill__c", query)]
struct Skill {
    #[sobject(name = "Level__c", filter)]
    level: Option<Text<80>>,
    #[sobject(name = "Level2__c", filter)]
    level_: Option<Text<80>>,
}

fn main() {}
