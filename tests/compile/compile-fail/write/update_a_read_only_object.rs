//! An object that the org lets this user read only cannot be changed.

use ats_core::prelude::*;
use ats_core::record;

#[derive(SObject)]
#[sobject(name = "Audit__c", label = "Audit", query, retrieve)]
struct Audit {
    #[sobject(name = "Name", create, update, filter)]
    name: Option<Text<80>>,
}

fn main() {
    _ = record::update::<Audit>;
}
