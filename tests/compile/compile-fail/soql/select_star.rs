//! There is no `*`.

use ats_generated::*;

fn main() {
    let _ = soql!("SELECT * FROM bpats__Job__c");
}
