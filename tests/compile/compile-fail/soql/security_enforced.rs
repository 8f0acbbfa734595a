//! Only Apex has that.

use ats_generated::*;

fn main() {
    let _ = soql!("SELECT Id FROM bpats__Job__c WITH SECURITY_ENFORCED");
}
