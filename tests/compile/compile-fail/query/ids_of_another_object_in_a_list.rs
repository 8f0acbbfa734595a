//! Not in a list either.

use ats_core::prelude::*;
use ats_generated::*;

fn main() {
    let contact: Id<Contact> = Id::literal("003Em00000cqRQ3IAM");
    _ = Job::ACCOUNT_ID.is_in([contact]);
}
