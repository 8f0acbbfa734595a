//! Two fields of one API name, in whatever letter case.

use ats_core::prelude::*;

#[derive(SObject)]
#[sobject(name = "Skill__c", query)]
struct Skill {
    #[sobject(name = "Level__c", filter)]
    level: Option<i64>,
    #[sobject(name = "level__c", filter)]
    grade: Option<i64>,
}

fn main() {}
