//! Date literals do not calculate.

use ats_generated::*;

fn main() {
    let _ = soql!("SELECT Id FROM bpats__Job__c WHERE CreatedDate > TODAY - 30");
}
