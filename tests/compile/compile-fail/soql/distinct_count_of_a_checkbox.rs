//! Two values are not worth a count.

use ats_generated::*;

fn main() {
    let _ = soql!("SELECT COUNT_DISTINCT(bpats__Is_Active__c) FROM bpats__Job__c");
}
