//! A relationship leads up or down.

use ats_core::prelude::*;

#[derive(SObject)]
#[sobject(name = "Skill__c", query)]
struct Skill {
    #[sobject(name = "Skills__r", parent, children)]
    skills: Option<Children<Skill>>,
}

fn main() {}
