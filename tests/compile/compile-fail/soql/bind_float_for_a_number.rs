//! A number keeps its digits, which a float does not.

use ats_generated::*;

fn main() {
    let least = 50_000.0_f32;
    let _ = soql!("SELECT Id FROM bpats__Job__c WHERE bpats__Salary__c >= :least");
}
