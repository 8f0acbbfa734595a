//! A dependent picklist held against a field that is not of the controlling type.

use ats_core::prelude::*;

#[derive(Picklist)]
enum Country {
    #[picklist("US")]
    Us,
    #[picklist(unlisted)]
    Unknown(Unlisted),
}

#[derive(Picklist)]
#[picklist(controlled_by = Country)]
enum State {
    #[picklist("CA", valid_for = "gAAA")]
    California,
    #[picklist(unlisted)]
    Unknown(Unlisted),
}

#[derive(SObject)]
#[sobject(name = "Office__c", query)]
struct Office {
    #[sobject(name = "Is_Open__c", filter)]
    is_open: Option<bool>,
    #[sobject(name = "State__c", filter, controlled_by = "Is_Open__c")]
    state: Option<State>,
}

fn main() {}
