//! A bind is a name in scope.

use ats_generated::*;

fn main() {
    let status = JobStatus::Open;
    let _ = soql!("SELECT Id FROM bpats__Job__c WHERE bpats__Status__c = :sttaus");
}
