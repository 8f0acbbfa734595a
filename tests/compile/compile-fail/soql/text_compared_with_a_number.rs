//! A text is compared with a text.

use ats_generated::*;

fn main() {
    let _ = soql!("SELECT Id FROM bpats__Job__c WHERE bpats__Job_Title__c = 5");
}
