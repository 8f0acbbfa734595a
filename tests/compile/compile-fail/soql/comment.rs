//! SOQL has no comments.

use ats_generated::*;

fn main() {
    let _ = soql!("SELECT Id FROM bpats__Job__c -- all of them");
}
