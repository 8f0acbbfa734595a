//! A text is set to checked text.

use ats_core::record;
use ats_generated::*;

fn main() {
    _ = ContactUpdate {
        first_name: record::set("Ada"),
        ..Default::default()
    };
}
