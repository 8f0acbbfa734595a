//! Salesforce does not sort by multi-select picklists.

use ats_core::prelude::*;

#[derive(Picklist)]
enum Workplace {
    #[picklist("Remote")]
    Remote,
    #[picklist(unlisted)]
    Unknown(Unlisted),
}

#[derive(SObject)]
#[sobject(name = "Office__c", query)]
struct Office {
    #[sobject(name = "Workplaces__c", filter)]
    workplaces: Option<MultiPicklist<Workplace>>,
}

fn main() {
    _ = Office::select().order_by(Office::WORKPLACES.asc());
}
