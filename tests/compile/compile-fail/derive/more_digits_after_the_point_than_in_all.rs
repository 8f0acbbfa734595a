//! Digits after the point are digits.

use ats_core::prelude::*;

#[derive(SObject)]
#[sobject(name = "Skill__c", query)]
struct Skill {
    #[sobject(name = "Level__c", precision = 2, scale = 4, filter)]
    level: Option<Number>,
    #[sobject(name = "Years__c", scale = 2, filter)]
    years: Option<Number>,
}

fn main() {}
