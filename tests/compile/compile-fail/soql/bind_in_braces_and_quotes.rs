//! A query is not a format string.

use ats_generated::*;

fn main() {
    let name = "Cook";
    let _ = soql!("SELECT Id FROM bpats__Job__c WHERE Name = '{name}'");
}
