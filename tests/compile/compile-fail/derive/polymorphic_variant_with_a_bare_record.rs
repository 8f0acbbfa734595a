//! A variant that holds its record bare.

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
    Group(Group),
    #[polymorphic(other)]
    Other(Box<UntypedRecord>),
}

fn main() {}
