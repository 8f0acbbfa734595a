//! No first name is that long: the org would find nothing.

use ats_generated::*;

fn main() {
    let _ = soql!("SELECT Id FROM Contact WHERE FirstName = 'Wolfeschlegelsteinhausenbergerdorffwelche'");
}
