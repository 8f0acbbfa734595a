//! Long texts cannot be filtered on.

use ats_generated::*;

fn main() {
    let _ = soql!("SELECT Id FROM bpats__Job__c WHERE bpats__Job_Description__c LIKE '%cook%'");
}
