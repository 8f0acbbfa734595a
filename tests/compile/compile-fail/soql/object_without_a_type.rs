//! The crate only names this object.

use ats_generated::*;

fn main() {
    let _ = soql!("SELECT Id FROM User");
}
