//! All mistakes of a struct are told in one go.

use ats_core::prelude::*;

#[derive(SObject)]
#[sobject(querry)]
struct Skill {
    #[sobject(name = "Name", filtr)]
    name: Option<Text<80>>,
    level: Option<i64>,
    #[sobject(name = "Since__c")]
    since: Date,
    #[sobject(name = "State__c", controlled_by = "Nmae")]
    state: Option<i64>,
}

fn main() {}
