//! A field that says `email` takes addresses only.

use ats_core::prelude::*;

#[derive(SObject)]
#[sobject(name = "Person__c", create)]
struct Person {
    #[sobject(name = "Email__c", label = "Work Email", create, email)]
    email: Option<Text<80>>,
}

fn main() {
    _ = text!(Person::EMAIL, "ada.example.com");
}
