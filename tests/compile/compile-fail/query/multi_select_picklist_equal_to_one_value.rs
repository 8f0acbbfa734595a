//! A multi-select picklist holds a set: one value is looked for with `includes`.

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
    _ = Office::WORKPLACES.eq(Workplace::Remote);
}
