//! Clauses have an order.

use ats_generated::*;

fn main() {
    let _ = soql!("SELECT Id FROM bpats__Job__c ORDER BY Name WHERE Name = 'a'");
}
