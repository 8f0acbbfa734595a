//! A status is compared with a status, not with text.

use ats_generated::*;

fn main() {
    let status = "Open";
    let _ = soql!("SELECT Id FROM bpats__Job__c WHERE bpats__Status__c = :status");
}
