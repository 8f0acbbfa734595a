//! A list is bound without parentheses.

use ats_generated::*;

fn main() {
    let names = vec!["Cook", "Chef"];
    let _ = soql!("SELECT Id FROM bpats__Job__c WHERE Name IN (:names)");
}
