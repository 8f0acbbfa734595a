//! An owner may be a user or a queue.

use ats_generated::*;

fn main() {
    let _ = soql!("SELECT Owner.Department FROM bpats__Job__c");
}
