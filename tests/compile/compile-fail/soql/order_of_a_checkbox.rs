//! A checkbox has no order.

use ats_generated::*;

fn main() {
    let _ = soql!("SELECT Id FROM bpats__Job__c WHERE bpats__Is_Active__c > true");
}
