//! The length is checked wherever the literal stands, called or not, generic or not.

use ats_core::prelude::*;
use ats_generated::*;

fn name<T>(_: T) -> Text<40> {
    text!(Contact::FIRST_NAME, "candidate test candidate test candidate t")
}

fn main() {}
