//! The children of a relationship that the org does not let this user query.

use ats_core::prelude::*;
use ats_core::query::Select;

#[derive(SObject)]
#[sobject(name = "Salary__c", label = "Salary")]
struct Salary {
    #[sobject(name = "Amount__c", filter)]
    amount: Option<Number>,
}

fn main() {
    let _: Select<Salary> = Select::new();
}
