//! Nor sorted by.

use ats_generated::*;

fn main() {
    let _ = soql!("SELECT Id FROM bpats__Job__c ORDER BY bpats__Job_Description__c");
}
