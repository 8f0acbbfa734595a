//! SOQL does not rank AND above OR.

use ats_generated::*;

fn main() {
    let _ = soql!("SELECT Id FROM bpats__Job__c WHERE Name = 'a' OR Name = 'b' AND bpats__Is_Active__c = true");
}
