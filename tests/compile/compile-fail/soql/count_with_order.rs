//! A number has no order.

use ats_generated::*;

fn main() {
    let _ = soql!("SELECT COUNT() FROM bpats__Job__c ORDER BY Name");
}
