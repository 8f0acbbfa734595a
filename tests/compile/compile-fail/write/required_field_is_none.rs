//! A required field has a value.

use ats_core::record::NewRecord;
use ats_generated::*;

fn main() {
    let new = NewContact::new(ContactRequired { last_name: None });
    _ = new.validate();
}
