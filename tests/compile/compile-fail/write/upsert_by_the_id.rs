//! An upsert goes by an external key.

use ats_core::prelude::*;
use ats_core::record;
use ats_generated::*;

fn main() {
    let contact: Id<Contact> = Id::literal("003Em00000cqRQ3IAM");
    let new = NewContact::new(ContactRequired {
        last_name: text!(Contact::LAST_NAME, "Lovelace"),
    });
    _ = record::upsert(&contact, &new);
}
