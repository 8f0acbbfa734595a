//! So is the suffix of what is custom.

use ats_generated::*;

fn main() {
    let _ = soql!("SELECT bpats__Job_Title FROM bpats__Job__c");
}
