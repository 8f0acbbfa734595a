//! A limit is a number.

use ats_generated::*;

fn main() {
    let most = "10";
    let _ = soql!("SELECT Id FROM bpats__Job__c LIMIT :most");
}
