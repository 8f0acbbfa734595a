//! A text literal goes through text!, which checks its length.

use ats_core::record::NewRecord;
use ats_generated::*;

fn main() {
    let new = NewContact::new(ContactRequired {
        last_name: "Lovelace",
    });
    _ = new.validate();
}
