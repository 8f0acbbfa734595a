//! Nor does anything else create it.

use ats_core::prelude::*;

#[derive(SObject)]
#[sobject(name = "Audit__c", label = "Audit", query, retrieve)]
struct Audit {
    #[sobject(name = "Name", create, update, filter)]
    name: Option<Text<80>>,
}

fn add<T: Create>(_: &T::New) {}

fn main() {
    _ = add::<Audit>;
}
