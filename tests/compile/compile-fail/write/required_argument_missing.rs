//! A record with required fields is not made without them.

use ats_core::record::NewRecord;
use ats_generated::*;

fn main() {
    let new = NewContact::new();
    _ = new.validate();
}
