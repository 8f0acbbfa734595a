//! Children are reached by the relationship, not by their object.

use ats_generated::*;

fn main() {
    let _ = soql!("SELECT Id, (SELECT Id FROM bpats__Interview__c) FROM bpats__Job__c");
}
