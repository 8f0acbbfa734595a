//! There is no default for what is required.

use ats_core::record::NewRecord;
use ats_generated::*;

fn main() {
    let new = NewContact {
        first_name: None,
        ..Default::default()
    };
    _ = new.validate();
}
