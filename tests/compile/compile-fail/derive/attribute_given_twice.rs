//! Of two values, one would be lost.

use ats_core::prelude::*;

#[derive(SObject)]
#[sobject(name = "Skill__c", query)]
#[sobject(name = "Ability__c")]
struct Skill {
    #[sobject(name = "Level__c", label = "Level", label = "Grade")]
    level: Option<Text<80>>,
}

#[derive(Picklist)]
enum Level {
    #[picklist("Low")]
    #[picklist("Little")]
    Low,
    #[picklist(unlisted)]
    Other(String),
}

fn main() {}
