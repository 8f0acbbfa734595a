//! Each picklist has values of its own.

use ats_generated::*;

fn main() {
    let priority = JobPriority::High;
    let _ = soql!("SELECT Id FROM bpats__Job__c WHERE bpats__Status__c = :priority");
}
