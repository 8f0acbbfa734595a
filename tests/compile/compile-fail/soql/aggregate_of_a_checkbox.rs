//! A checkbox cannot be aggregated.

use ats_generated::*;

fn main() {
    let _ = soql!("SELECT MAX(bpats__Is_Active__c) FROM bpats__Job__c");
}
