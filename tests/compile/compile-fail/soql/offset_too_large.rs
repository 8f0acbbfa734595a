//! At most 2,000 records are passed over.

use ats_generated::*;

fn main() {
    let _ = soql!("SELECT Id FROM bpats__Job__c LIMIT 10 OFFSET 2001");
}
