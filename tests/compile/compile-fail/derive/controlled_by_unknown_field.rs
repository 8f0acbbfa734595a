//! A dependent picklist whose controlling field is not there.

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
    #[sobject(name = "Country__c", filter)]
    country: Option<Country>,
    #[sobject(name = "State__c", filter, controlled_by = "Contry__c")]
    state: Option<State>,
}

fn main() {}
