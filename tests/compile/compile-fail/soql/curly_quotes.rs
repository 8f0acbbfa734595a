//! Word processors put these in.

use ats_generated::*;

fn main() {
    let _ = soql!("SELECT Id FROM bpats__Job__c WHERE Name = ‘Cook’");
}
