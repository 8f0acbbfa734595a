//! Numbers cannot be grouped by.

use ats_generated::*;

fn main() {
    let _ = soql!("SELECT bpats__Salary__c, COUNT(Id) FROM bpats__Job__c GROUP BY bpats__Salary__c");
}
