//! A relationship is read; what is written is its lookup.

use ats_core::prelude::*;

#[derive(SObject)]
#[sobject(name = "Account", query)]
struct Account {
    #[sobject(name = "Name", filter)]
    name: Option<Text<255>>,
}

#[derive(SObject)]
#[sobject(name = "Skill__c", query, create)]
struct Skill {
    #[sobject(name = "Account__r", parent, create)]
    account: Option<Related<Account>>,
}

fn main() {}
