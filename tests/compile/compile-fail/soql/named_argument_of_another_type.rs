//! The parameters have the types of what they are compared with.

use ats_generated::*;

soql! { struct Found = "SELECT Id FROM bpats__Job__c WHERE bpats__Status__c = :status" }

fn main() {
    let _ = Found::query("Open");
}
