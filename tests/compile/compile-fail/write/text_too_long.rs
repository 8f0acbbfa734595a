//! The first name of a contact has 40 characters; this one has 41.

use ats_core::prelude::*;
use ats_generated::*;

fn main() {
    _ = text!(
        Contact::FIRST_NAME,
        "candidate test candidate test candidate t"
    );
}
