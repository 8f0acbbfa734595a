//! A list in the text has something in it; a bound list may be empty.

use ats_generated::*;

fn main() {
    let _ = soql!("SELECT Id FROM bpats__Job__c WHERE Name IN ()");
}
