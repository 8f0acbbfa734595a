//! A pattern is bound as a whole.

use ats_generated::*;

fn main() {
    let name = "Cook";
    let _ = soql!("SELECT Id FROM bpats__Job__c WHERE Name LIKE '%:name%'");
}
