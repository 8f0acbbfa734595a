//! INCLUDES is for multi-select picklists.

use ats_generated::*;

fn main() {
    let _ = soql!("SELECT Id FROM bpats__Job__c WHERE bpats__Priority__c INCLUDES ('High')");
}
