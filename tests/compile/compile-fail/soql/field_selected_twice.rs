//! A field is selected once.

use ats_generated::*;

fn main() {
    let _ = soql!("SELECT Id, Name, name FROM bpats__Job__c");
}
