//! A variant cannot begin with a digit.

use ats_core::prelude::*;

#[derive(SObject)]
#[sobject(name = "Skill__c", create, update)]
struct Skill {
    #[sobject(name = "Number__c", create, update, external_key)]
    _1: Option<Text<80>>,
    #[sobject(name = "Code__c", create, update, external_key)]
    the_code: Option<Text<80>>,
    #[sobject(name = "Code2__c", create, update, external_key)]
    the__code: Option<Text<80>>,
}

fn main() {}
