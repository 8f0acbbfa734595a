//! What fits a last name need not fit a first name.

use ats_core::prelude::*;
use ats_core::record;
use ats_generated::*;

fn main() {
    let last_name = text!(Contact::LAST_NAME, "Lovelace");
    _ = ContactUpdate {
        first_name: record::set(last_name),
        ..Default::default()
    };
}
