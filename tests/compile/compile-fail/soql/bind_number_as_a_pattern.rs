//! A pattern is text.

use ats_generated::*;

fn main() {
    let wanted = 5;
    let _ = soql!("SELECT Id FROM bpats__Job__c WHERE Name LIKE :wanted");
}
