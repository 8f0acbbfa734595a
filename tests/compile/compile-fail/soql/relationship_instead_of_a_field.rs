//! A parent is no value.

use ats_generated::*;

fn main() {
    let _ = soql!("SELECT bpats__Account__r FROM bpats__Job__c");
}
