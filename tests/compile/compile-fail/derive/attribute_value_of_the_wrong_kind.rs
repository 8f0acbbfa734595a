//! What an attribute takes: text, a name of a type, a number.

use ats_core::prelude::*;

#[derive(SObject)]
#[sobject(name = Skill__c, query, create)]
#[sobject(new = "a skill")]
struct Skill {
    #[sobject(name = "Level__c", precision = "3", filter)]
    level: Option<Number>,
    #[sobject(name = "Years__c", precision = 300, filter)]
    years: Option<Number>,
}

fn main() {}
