//! A list ends.

use ats_generated::*;

fn main() {
    let _ = soql!("SELECT Id, FROM bpats__Job__c");
}
