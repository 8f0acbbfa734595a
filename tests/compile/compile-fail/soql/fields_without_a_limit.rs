//! FIELDS(ALL) wants a limit.

use ats_generated::*;

fn main() {
    let _ = soql!("SELECT FIELDS(ALL) FROM bpats__Job__c");
}
