//! A record's fields have names.

use ats_core::prelude::*;

#[derive(SObject)]
#[sobject(name = "Skill__c", query)]
struct Skill(Option<Text<80>>, Option<i64>);

fn main() {}
