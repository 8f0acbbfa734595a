//! A sum wants numbers.

use ats_generated::*;

fn main() {
    let _ = soql!("SELECT SUM(bpats__Job_Title__c) FROM bpats__Job__c");
}
