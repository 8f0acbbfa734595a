//! A child relationship that the object does not have.

use ats_generated::*;

fn main() {
    let _ = soql!("SELECT Id, (SELECT Id FROM bpats__Interview__r) FROM bpats__Job__c");
}
