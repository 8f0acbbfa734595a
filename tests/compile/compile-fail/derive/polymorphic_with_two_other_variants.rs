//! Two places for the objects that have no variant.

use ats_core::prelude::*;

#[derive(Polymorphic)]
enum JobOwner {
    #[polymorphic(other)]
    Other(Box<UntypedRecord>),
    #[polymorphic(other)]
    Others(Box<UntypedRecord>),
}

fn main() {}
