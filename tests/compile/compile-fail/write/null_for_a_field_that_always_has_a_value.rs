//! A contact always has a last name.

use ats_core::record;
use ats_generated::*;

fn main() {
    _ = ContactUpdate {
        last_name: record::null(),
        ..Default::default()
    };
}
