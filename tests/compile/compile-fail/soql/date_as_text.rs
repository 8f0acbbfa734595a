//! A date has no quotes.

use ats_generated::*;

fn main() {
    let _ = soql!("SELECT Id FROM bpats__Job__c WHERE bpats__End_Date__c > '2025-04-29'");
}
