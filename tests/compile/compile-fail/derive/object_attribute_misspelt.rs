//! An attribute that nobody knows: the nearest one is named.

use ats_core::prelude::*;

#[derive(SObject)]
#[sobject(nmae = "Skill__c", querry)]
struct Skill {
    #[sobject(name = "Name", filter)]
    name: Option<Text<80>>,
}

fn main() {}
