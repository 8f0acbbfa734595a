//! A field that the object does not have.

use ats_generated::*;

fn main() {
    let _ = soql!("SELECT bpats__Job_Titel__c FROM bpats__Job__c");
}
