//! `__c` is the id, `__r` the way to the parent.

use ats_generated::*;

fn main() {
    let _ = soql!("SELECT bpats__Account__c.Name FROM bpats__Job__c");
}
