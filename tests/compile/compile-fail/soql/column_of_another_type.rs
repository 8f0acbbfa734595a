//! A column that is asked for as what it cannot be.

use ats_generated::*;

fn main() {
    let _ = soql!("SELECT Id, Name FROM bpats__Job__c", name: i64);
}
