//! A semi-join is of another object.

use ats_generated::*;

fn main() {
    let _ = soql!("SELECT Id FROM bpats__Job__c WHERE Id IN (SELECT Id FROM bpats__Job__c)");
}
