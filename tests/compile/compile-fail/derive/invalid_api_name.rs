//! API names have letters, digits and underscores.

use ats_core::prelude::*;

#[derive(SObject)]
#[sobject(name = "Skill Level", query)]
struct Skill {
    #[sobject(name = "Account.Name", filter)]
    account_name: Option<Text<80>>,
}

#[derive(Clone, Debug)]
struct Person;

#[derive(Polymorphic)]
enum Owner {
    #[polymorphic("a person")]
    Person(Related<Person>),
    #[polymorphic(other)]
    Other(Box<UntypedRecord>),
}

fn main() {}
