//! What is selected beside an aggregate is grouped by.

use ats_generated::*;

fn main() {
    let _ = soql!("SELECT Name, COUNT(Id) FROM bpats__Job__c GROUP BY bpats__Status__c");
}
