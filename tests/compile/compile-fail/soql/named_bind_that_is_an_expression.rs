//! Where the row has a name, a bind is a parameter.

use ats_generated::*;

soql! { struct Found = "SELECT Id FROM bpats__Job__c WHERE Name = :wanted.name" }

fn main() {
    let _ = Found::query("Cook");
}
