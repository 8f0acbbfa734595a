//! A variant that does not say which object it holds.

use ats_core::prelude::*;

#[derive(SObject)]
#[sobject(name = "Group", query)]
struct Group {
    #[sobject(name = "Name", filter)]
    name: Option<Text<80>>,
}

#[derive(Polymorphic)]
enum JobOwner {
    Group(Related<Group>),
    #[polymorphic(other)]
    Other(Box<UntypedRecord>),
}

fn main() {}
