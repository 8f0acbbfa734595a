//! A field of a type that Salesforce has no notion of.

use ats_core::prelude::*;

#[derive(Clone, Debug, Default, PartialEq)]
struct Colour(u8, u8, u8);

#[derive(SObject)]
#[sobject(name = "Skill__c", query)]
struct Skill {
    #[sobject(name = "Colour__c")]
    colour: Option<Colour>,
}

fn main() {}
