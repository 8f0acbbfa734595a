//! A picklist is the same for everybody, and so is a parent.

use ats_core::prelude::*;

#[derive(Picklist)]
enum Level<T> {
    #[picklist("Low")]
    Low,
    #[picklist(unlisted)]
    Other(T),
}

#[derive(Polymorphic)]
enum Owner<'a> {
    #[polymorphic(other)]
    Other(&'a UntypedRecord),
}

fn main() {}
