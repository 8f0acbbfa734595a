//! Leaving, clearing and setting are three things; an option has two.

use ats_core::prelude::*;
use ats_core::record;
use ats_generated::*;

fn main() {
    _ = ContactUpdate {
        first_name: record::set(Some(text!(Contact::FIRST_NAME, "Ada"))),
        ..Default::default()
    };
}
