//! A contact is no account.

use ats_generated::*;

fn main() {
    let _ = soql!("SELECT Id FROM bpats__Job__c WHERE bpats__Account__c = '003Em00000cqRQ3IAM'");
}
