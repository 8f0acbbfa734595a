//! Nor is the name of a contact, which the org makes of its parts.

use ats_core::prelude::*;
use ats_generated::*;

fn main() {
    _ = NewContact {
        name: None,
        ..NewContact::new(ContactRequired {
            last_name: text!(Contact::LAST_NAME, "Lovelace"),
        })
    };
}
