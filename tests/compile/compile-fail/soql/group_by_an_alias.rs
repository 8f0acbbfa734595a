//! Groups are formed by fields, not by aliases.

use ats_generated::*;

fn main() {
    let _ = soql!("SELECT bpats__Status__c s, COUNT(Id) n FROM bpats__Job__c GROUP BY s");
}
