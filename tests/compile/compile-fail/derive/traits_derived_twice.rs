//! `SObject` and `Picklist` make `Clone`, `Debug`, `PartialEq` and the like themselves.

use ats_core::prelude::*;

#[derive(Clone, Default, SObject)]
#[sobject(name = "Skill__c", query)]
struct Skill {
    #[sobject(name = "Name", filter)]
    name: Option<Text<80>>,
}

#[derive(Debug, Hash, Picklist)]
enum Status {
    #[picklist("Open")]
    Open,
    #[picklist(unlisted)]
    Unknown(Unlisted),
}

fn main() {}
