//! A macro call in a bind needs parentheses.

use ats_generated::*;

fn main() {
    let name = "Cook";
    let _ = soql!("SELECT Id FROM bpats__Job__c WHERE Name LIKE :format!(\"{name}%\")");
}
