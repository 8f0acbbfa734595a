//! LIKE is for text.

use ats_generated::*;

fn main() {
    let _ = soql!("SELECT Id FROM bpats__Job__c WHERE bpats__End_Date__c LIKE '2025%'");
}
