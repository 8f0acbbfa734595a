//! An object that the org does not have.

use ats_generated::*;

fn main() {
    let _ = soql!("SELECT Id FROM bpats__Jobs__c");
}
