//! An object whose records the org does not let this user fetch by id.

use ats_core::prelude::*;
use ats_core::record;

#[derive(SObject)]
#[sobject(name = "Audit__c", label = "Audit", query)]
struct Audit {
    #[sobject(name = "Name", filter)]
    name: Option<Text<80>>,
}

fn main() {
    let audit: Id<Audit> = Id::literal("a0MEm000004fFnBMAU");
    _ = record::retrieve(audit);
}
