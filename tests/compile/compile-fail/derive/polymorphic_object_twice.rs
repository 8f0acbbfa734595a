//! One variant holds the records of an object.

use ats_core::prelude::*;

#[derive(SObject)]
#[sobject(name = "Person__c", query)]
struct Person {
    #[sobject(name = "Name", filter)]
    name: Option<Text<80>>,
}

#[derive(Polymorphic)]
enum Owner {
    #[polymorphic("Person__c")]
    Person(Related<Person>),
    #[polymorphic("person__c")]
    Human(Related<Person>),
    #[polymorphic(other)]
    Other(Box<UntypedRecord>),
}

fn main() {}
