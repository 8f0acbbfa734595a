//! When a record was created is not for us to say.

use ats_core::record;
use ats_generated::*;

fn main() {
    _ = ContactUpdate {
        created_date: record::null(),
        ..Default::default()
    };
}
