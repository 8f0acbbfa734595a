//! An object that the org does not let this user query.

use ats_core::prelude::*;

#[derive(SObject)]
#[sobject(name = "Salary__c", label = "Salary", create)]
struct Salary {
    #[sobject(name = "Amount__c", create, nillable, filter)]
    amount: Option<Number>,
}

fn all<T: Query>() -> String {
    Select::<T>::new().all_fields().to_soql()
}

fn main() {
    _ = all::<Salary>();
}
