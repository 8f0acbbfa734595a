//! A lookup to an account is not compared with the id of a contact.

use ats_core::prelude::*;
use ats_generated::*;

fn main() {
    let contact: Id<Contact> = Id::literal("003Em00000cqRQ3IAM");
    _ = Job::ACCOUNT_ID.eq(contact);
}
