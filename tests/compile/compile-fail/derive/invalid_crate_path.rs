//! `crate` names a module.

use ats_core::prelude::*;

#[derive(SObject)]
#[sobject(name = "Skill__c", crate = "ats_core::<u8>")]
struct Skill {
    #[sobject(name = "Level__c", filter)]
    level: Option<Text<80>>,
}

#[derive(Picklist)]
#[picklist(crate = "")]
enum Level {
    #[picklist(unlisted)]
    Other(String),
}

fn main() {}
