//! Undelete, an operation of the SOAP API alone.

use ats_core::prelude::*;

#[derive(SObject)]
#[sobject(name = "Skill__c", delete, undelete)]
struct Skill {
    #[sobject(name = "Title__c")]
    title: Option<Text<20>>,
}

fn main() {}
