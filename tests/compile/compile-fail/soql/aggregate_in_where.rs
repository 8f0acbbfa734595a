//! Groups are filtered by HAVING.

use ats_generated::*;

fn main() {
    let _ = soql!("SELECT bpats__Status__c FROM bpats__Job__c WHERE COUNT(Id) > 1 GROUP BY bpats__Status__c");
}
