//! A polymorphic parent with no place for an object that has no variant.

use ats_core::prelude::*;

#[derive(SObject)]
#[sobject(name = "Group", query)]
struct Group {
    #[sobject(name = "Name", filter)]
    name: Option<Text<80>>,
}

#[derive(Polymorphic)]
enum JobOwner {
    #[polymorphic("Group")]
    Group(Related<Group>),
}

fn main() {}
