//! The units of date literals are plural.

use ats_generated::*;

fn main() {
    let _ = soql!("SELECT Id FROM bpats__Job__c WHERE CreatedDate = LAST_N_DAY:30");
}
