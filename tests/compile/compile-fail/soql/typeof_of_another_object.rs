//! No job is owned by a contact.

use ats_generated::*;

fn main() {
    let _ = soql!("SELECT TYPEOF Owner WHEN Contact THEN Id END FROM bpats__Job__c");
}
