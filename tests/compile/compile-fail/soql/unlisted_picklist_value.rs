//! A value that the restricted picklist does not have: the org would find nothing.

use ats_generated::*;

fn main() {
    let _ = soql!("SELECT Id FROM bpats__Job__c WHERE bpats__Priority__c = 'Urgent'");
}
