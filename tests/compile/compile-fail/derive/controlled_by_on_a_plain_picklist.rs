//! A field said to be dependent, of a picklist that says nothing of it.

use ats_core::prelude::*;

#[derive(Picklist)]
enum Status {
    #[picklist("Open")]
    Open,
    #[picklist(unlisted)]
    Unknown(Unlisted),
}

#[derive(SObject)]
#[sobject(name = "Office__c", query)]
struct Office {
    #[sobject(name = "Is_Open__c", filter)]
    is_open: Option<bool>,
    #[sobject(name = "Status__c", filter, controlled_by = "Is_Open__c")]
    status: Option<Status>,
}

fn main() {}
